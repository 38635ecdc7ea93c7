import { n as post, o as runStep } from "./shared.js";
//#region actions/load-secrets/src/entry/post.ts
await runStep(post);
//#endregion
export {};
