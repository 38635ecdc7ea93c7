import { CONNECT_OPERATIONS, type ConnectOperationId } from '@connect-token/protocol/connect';

/** What an orchestrator asks every few seconds, and a monitoring, without a token. */
export const PROBES = { heartbeat: '/heartbeat', health: '/health', metrics: '/metrics' } as const;

/** What is asked with a token. */
export type Operation = Exclude<ConnectOperationId, keyof typeof PROBES>;

export const OPERATIONS = (Object.keys(CONNECT_OPERATIONS) as readonly ConnectOperationId[]).filter(
  (id): id is Operation => !Object.hasOwn(PROBES, id),
);

/** The pattern of an operation's path: `/v1/vaults/:vaultId`. */
export const patternOf = (id: ConnectOperationId): string =>
  CONNECT_OPERATIONS[id].path.replaceAll(/\{(\w+)\}/g, ':$1');

export const isProbe = (route: string | null): boolean =>
  Object.values(PROBES).some((probe) => probe === route);

/** What each pattern can be asked with; HEAD wherever GET is. */
const METHODS: ReadonlyMap<string, readonly string[]> = Object.keys(CONNECT_OPERATIONS).reduce(
  (methods, id) => {
    const route = patternOf(id as ConnectOperationId);
    const { method } = CONNECT_OPERATIONS[id as ConnectOperationId];
    const added = method === 'GET' ? ['GET', 'HEAD'] : [method];
    return methods.set(route, [...(methods.get(route) ?? []), ...added]);
  },
  new Map<string, readonly string[]>(),
);

export const methodsAt = (route: string): readonly string[] => METHODS.get(route) ?? [];

const PATTERNS = [...METHODS.keys()].map((route) => ({
  route,
  expression: new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+')}/?$`),
}));

/** The pattern that a URL's path has, whatever the method; `null` where there is nothing at that path. */
export function routeOf(url: string): string | null {
  const [path = ''] = url.split('?', 1);
  return PATTERNS.find(({ expression }) => expression.test(path))?.route ?? null;
}
