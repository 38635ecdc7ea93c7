import { n as post, s as runStep } from "./shared.js";
//#region actions/load-secrets/src/entry/post.ts
await runStep(post);
//#endregion
export {};
