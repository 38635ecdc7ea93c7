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
//#region packages/broker-client/src/http-cause.ts
const WORDS = {
	ENOTFOUND: "the name can't be resolved",
	EAI_AGAIN: "the name can't be resolved at the moment",
	ECONNREFUSED: "the connection was refused",
	EHOSTUNREACH: "there is no way to the host",
	ENETUNREACH: "there is no way to the network",
	ETIMEDOUT: "the connection timed out",
	UND_ERR_CONNECT_TIMEOUT: "no connection in time",
	ECONNRESET: "the connection was cut",
	EPIPE: "the connection was cut",
	UND_ERR_SOCKET: "the connection was cut",
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the answer was cut short",
	UND_ERR_HEADERS_OVERFLOW: "the answer's head is too large",
	HPE_HEADER_OVERFLOW: "the answer's head is too large",
	DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate is signed by itself",
	SELF_SIGNED_CERT_IN_CHAIN: "the certificate comes from an authority that this machine does not trust",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate comes from an authority that this machine does not trust",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the certificate comes from an authority that this machine does not trust",
	CERT_HAS_EXPIRED: "the certificate has expired",
	ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another name",
	EPROTO: "TLS failed"
};
/** An error's code in words. Only the code is read: a message may quote what the other side sent (T33); of a proxy's, the status. */
function causeOf(error) {
	const status = /^Proxy response \((?<status>\d{3})\)/.exec(error.message)?.groups?.["status"];
	if (status !== void 0) return proxyCause(status);
	if (error.name === "HTTPParserError") return "the answer is not HTTP";
	const code = codeOf(error);
	if (code === null) return "the connection failed";
	const words = WORDS[code];
	if (words === void 0 && code.startsWith("HPE_")) return "the answer is not HTTP";
	return `${words ?? wordsOfFamily(code)} (${code})`;
}
const proxyCause = (status) => status === "407" ? "the proxy wants a user and a password (407)" : `the proxy doesn't connect to that host (${status})`;
const lateCause = (withinMs) => `no answer within ${Math.ceil(withinMs / 1e3)}s`;
const tooLargeCause = (bytesMax) => `the answer is larger than ${bytesMax} bytes`;
const wordsOfFamily = (code) => code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") || code.startsWith("CERT_") ? "TLS failed" : "the connection failed";
function codeOf(error) {
	const code = "code" in error ? error.code : void 0;
	return typeof code === "string" && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : null;
}
//#endregion
//#region packages/broker-client/src/http-limits.ts
/** Far above any answer of a broker or of GitHub's ID-token endpoint, far below what fills a memory. */
const ANSWER_BYTES_MAX = 65536;
/** A connection that isn't there by then leaves time for another try. */
const CONNECT_WITHIN_MS = 5e3;
//#endregion
export { tooLargeCause as a, ok as c, lateCause as i, CONNECT_WITHIN_MS as n, err as o, causeOf as r, isNonEmpty as s, ANSWER_BYTES_MAX as t };
