// @vercel/ncc comes without types: what scripts/reference-actions.mjs uses of it.
declare module '@vercel/ncc' {
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
  }
  export default function ncc(input: string, options: Options): Promise<Bundle>;
}
