import type { AuditDetail } from './audit.ts';
import type { CreditPlan } from './credit.ts';
import { formatInstant } from './instant-text.ts';
import type { TokenVault } from './scope.ts';
import type { Token } from './token.ts';

/** What a standing token may do and for how long: all of it but the token. */
export const tokenDetail = ({ name, vaults, expiresAt }: Token): AuditDetail => ({
  name,
  vaults: vaultsDetail(vaults),
  expires_at: expiresAt === null ? null : formatInstant(expiresAt),
});

export const vaultsDetail = (vaults: readonly TokenVault[]): AuditDetail[string] =>
  vaults.map(({ vaultId, access }) => ({ vault_id: vaultId, access }));

/** `limit`: `null` where the plan has none. */
export const planDetail = (plan: CreditPlan): AuditDetail => ({
  limit: plan.kind === 'unlimited' ? null : plan.limit,
});
