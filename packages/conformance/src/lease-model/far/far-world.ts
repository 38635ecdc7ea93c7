import { type Issuer, scriptedControlPlane, startIssuer } from '@connect-token/testkit';
import { SERVER, sha256, VAULTS } from '../account.ts';
import { type History, settlementOf } from '../command.ts';
import type { Ground } from '../ground.ts';
import { openWorld, type World } from '../world.ts';
import { bearFar } from './far-body.ts';
import { fastClock, fastTimer } from './fast-time.ts';
import { serveUpstream } from './upstream-wire.ts';

let issuer: Promise<Issuer> | undefined;

/** The control plane and the issuer are in this process; the broker is one that is started, stopped and killed. */
export async function openFarWorld(ground: Ground, history: History): Promise<World> {
  issuer ??= startIssuer();
  const { url } = await issuer;
  const startedAtMs = Date.now();
  const clock = fastClock(startedAtMs);
  const plane = scriptedControlPlane({
    clock,
    timer: fastTimer,
    vaults: VAULTS,
    servers: [SERVER],
    settlement: settlementOf(history),
  });
  const tokens = new Map<string, string>();
  // The first process decides what is served: each later one finds the same.
  let served: Awaited<ReturnType<typeof serveUpstream>> | undefined;
  return openWorld({
    ground,
    clock,
    upstream: plane,
    isMoving: true,
    closed: async () => served?.close(),
    born: async (watched) => {
      served ??= await serveUpstream({
        ...watched,
        tokens: {
          ...watched.tokens,
          create: async (order) => {
            const created = await watched.tokens.create(order);
            if (created.ok) {
              const text = created.value.secret.reveal();
              tokens.set(sha256(text, 'hex'), text);
            }
            return created;
          },
        },
      });
      const birth = {
        directory: ground.directory,
        issuer: url,
        upstream: served.url,
        capabilities: plane.capabilities,
        limit: history.limit,
        startedAtMs,
      };
      return bearFar(birth, await startedIssuer(), tokens);
    },
  });
}

async function startedIssuer(): Promise<Issuer> {
  if (issuer === undefined) throw new Error('invariant: the issuer is started before the world');
  return issuer;
}

/** When the last history is over. */
export const closeIssuer = async (): Promise<void> => (await issuer)?.close();
