// @vercel/ncc comes without types: what scripts/bundle-action.mjs uses of it.
declare module '@vercel/ncc' {
  export interface StatsModule {
    readonly nameForCondition?: string | null;
    readonly modules?: StatsModule[];
  }
  export interface Stats {
    toJson(options: Readonly<Record<string, unknown>>): { readonly modules?: StatsModule[] };
  }
  interface Options {
    readonly filename: string;
    readonly esm: boolean;
    readonly minify: boolean;
    readonly cache: boolean;
    readonly quiet: boolean;
    readonly target: string;
  }
  interface Bundle {
    readonly code: string;
    readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
    readonly stats: Stats;
  }
  export default function ncc(input: string, options: Options): Promise<Bundle>;
}
