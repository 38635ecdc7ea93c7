import { a as runStep, n as post } from "./shared.js";
//#region actions/load-secrets/src/entry/post.ts
await runStep(post);
//#endregion
export {};
