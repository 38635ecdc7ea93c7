/** What can be read, by the shape of its path. Source: 1password.dev, "Connect Server API reference". */
export const PATHS = {
  vaults: '/v1/vaults',
  vault: '/v1/vaults/:vaultId',
  items: '/v1/vaults/:vaultId/items',
  item: '/v1/vaults/:vaultId/items/:itemId',
} as const;

export type Kind = keyof typeof PATHS;

export const KINDS = Object.keys(PATHS) as readonly Kind[];

/** What an orchestrator asks every few seconds, without a token. */
export const PROBES = { heartbeat: '/heartbeat', health: '/health' } as const;

export const isProbe = (route: string | null): boolean =>
  Object.values(PROBES).some((probe) => probe === route);

const PATTERNS = [...Object.values(PATHS), ...Object.values(PROBES)].map((route) => ({
  route,
  expression: new RegExp(`^${route.replaceAll(/:\w+/g, '[^/]+')}/?$`),
}));

/** The pattern that a URL's path has, whatever the method; `null` where there is nothing at that path. */
export function routeOf(url: string): string | null {
  const [path = ''] = url.split('?', 1);
  return PATTERNS.find(({ expression }) => expression.test(path))?.route ?? null;
}
