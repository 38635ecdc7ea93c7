import { type Failure, type MintRequest, type Result, type Seconds, seconds } from '@connect-token/core';
import { PLAN_PATH, planAnswer } from '@connect-token/protocol/workload';
import { type AskWire, ask, type FreshIdToken } from './ask.ts';
import { type GrantReasons, reasonsOf } from './grant-reasons.ts';
import { type GrantedVault, vaultsOf } from './granted-vault.ts';
import { exchangeForm, FORM_HEADERS } from './mint-request.ts';

export interface PlanOrder {
  readonly request: MintRequest;
  readonly idToken: FreshIdToken;
}

/** What a mint would have been given, had it been one. */
export interface PlannedMint extends GrantReasons {
  readonly server: { readonly id: string; readonly name: string };
  readonly vaults: readonly GrantedVault[];
  readonly lifetime: Seconds;
}

/** The broker's whole decision about a mint, with nothing made: refused as the mint would be, by the same codes. */
export const plan = ({ request, idToken }: PlanOrder, wire: AskWire): Promise<Result<PlannedMint, Failure>> =>
  ask(
    {
      idToken,
      format: (fresh) => ({
        method: 'POST',
        url: `${wire.origin}${PLAN_PATH}`,
        headers: FORM_HEADERS,
        body: exchangeForm(request, fresh),
      }),
      read: readPlan,
    },
    wire,
  );

function readPlan(json: unknown): PlannedMint | null {
  const parsed = planAnswer.safeParse(json);
  const [granted] = parsed.data?.authorization_details ?? [];
  if (!parsed.success || granted === undefined) return null;
  return {
    server: granted.server,
    vaults: vaultsOf(granted),
    lifetime: seconds(parsed.data.expires_in),
    ...reasonsOf(parsed.data),
  };
}
