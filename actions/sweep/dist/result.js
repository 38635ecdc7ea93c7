//#region packages/core/src/result.ts
const ok = (value) => ({
	ok: true,
	value
});
const err = (error) => ({
	ok: false,
	error
});
function isNonEmpty(values) {
	return values.length > 0;
}
//#endregion
export { isNonEmpty as n, ok as r, err as t };
