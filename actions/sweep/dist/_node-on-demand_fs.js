//#region \0node-on-demand:os
const builtin$1 = () => globalThis.process.getBuiltinModule("node:os");
const EOL = /* @__PURE__ */ (() => builtin$1().EOL)();
//#endregion
//#region \0node-on-demand:fs
const builtin = () => globalThis.process.getBuiltinModule("node:fs");
const appendFileSync = (...given) => builtin().appendFileSync(...given);
const existsSync = (...given) => builtin().existsSync(...given);
const readFileSync = (...given) => builtin().readFileSync(...given);
const constants = /* @__PURE__ */ (() => builtin().constants)();
const promises = /* @__PURE__ */ (() => builtin().promises)();
//#endregion
export { readFileSync as a, promises as i, constants as n, EOL as o, existsSync as r, appendFileSync as t };
