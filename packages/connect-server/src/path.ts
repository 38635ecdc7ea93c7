import { CONNECT_OPERATIONS, type ConnectOperationId } from '@connect-token/protocol/connect';

/** What an orchestrator asks every few seconds, and a monitoring, without a token. */
const PROBES = { heartbeat: '/heartbeat', health: '/health', metrics: '/metrics' } as const;

export type Probe = keyof typeof PROBES;

/** What is asked with a token. */
export type Operation = Exclude<ConnectOperationId, keyof typeof PROBES>;

export const OPERATIONS = (Object.keys(CONNECT_OPERATIONS) as readonly ConnectOperationId[]).filter(
  (id): id is Operation => !Object.hasOwn(PROBES, id),
);

/** The pattern of an operation's path: `/v1/vaults/:vaultId`. */
export const patternOf = (id: ConnectOperationId): string =>
  CONNECT_OPERATIONS[id].path.replaceAll(/\{(\w+)\}/g, ':$1');

const PROBE_ROUTES: ReadonlySet<string | null> = new Set(Object.values(PROBES));

export const isProbe = (route: string | null): boolean => PROBE_ROUTES.has(route);

/** What is asked at a place with a method. */
export type Question =
  | { readonly kind: 'probe'; readonly probe: Probe }
  | { readonly kind: 'call'; readonly operation: Operation };

const questionOf = (id: ConnectOperationId): Question =>
  isProbeId(id) ? { kind: 'probe', probe: id } : { kind: 'call', operation: id };

const isProbeId = (id: ConnectOperationId): id is Probe => Object.hasOwn(PROBES, id);

/** What each pattern can be asked with, and for; HEAD wherever GET is. */
const ROUTES: ReadonlyMap<string, ReadonlyMap<string, Question>> = routes();

function routes(): ReadonlyMap<string, ReadonlyMap<string, Question>> {
  const found = new Map<string, Map<string, Question>>();
  for (const id of Object.keys(CONNECT_OPERATIONS) as readonly ConnectOperationId[]) {
    const { method } = CONNECT_OPERATIONS[id];
    const methods = found.get(patternOf(id)) ?? new Map<string, Question>();
    methods.set(method, questionOf(id));
    if (method === 'GET') methods.set('HEAD', questionOf(id));
    found.set(patternOf(id), methods);
  }
  return found;
}

const METHODS: ReadonlyMap<string, readonly string[]> = new Map(
  Array.from(ROUTES, ([route, questions]) => [route, [...questions.keys()]]),
);

export const methodsAt = (route: string): readonly string[] => METHODS.get(route) ?? [];

/** `undefined` where the pattern isn't there for the method. */
export const questionAt = (route: string, method: string): Question | undefined =>
  ROUTES.get(route)?.get(method);

const PATTERNS = [...ROUTES.keys()].map((route) => ({
  route,
  expression: new RegExp(`^${route.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
}));

/** Where a URL leads, not decoded yet. */
export interface Place {
  /** The pattern of its path. */
  readonly route: string;
  readonly ids: Readonly<Record<string, string>>;
  /** Behind the question mark; `null` where there is none. */
  readonly query: string | null;
}

/** As proxies are asked, which every server has to understand. Source: RFC 9112 §3.2.2. */
const ORIGIN = /^https?:\/\/[^/?]*/i;

/** Whatever the method; `undefined` where there is nothing at that path. */
export function placeOf(url: string): Place | undefined {
  const target = url.startsWith('/') ? url : url.replace(ORIGIN, '');
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  for (const { route, expression } of PATTERNS) {
    const match = expression.exec(path);
    if (match !== null)
      return { route, ids: match.groups ?? NO_IDS, query: mark < 0 ? null : target.slice(mark + 1) };
  }
  return undefined;
}

const NO_IDS = {};
