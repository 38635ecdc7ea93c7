import { t as import_env_http_proxy_agent } from "./undici-parts.js";
import { d as causeOf, f as lateCause, fr as ok, p as tooLargeCause, u as CONNECT_WITHIN_MS, ur as err } from "./shared.js";
//#region packages/broker-client/src/proxied-http.ts
/**
* The way out through a proxy, and past it to the hosts that `no_proxy` names, as undici reads both. `proxy` is an http:// or
* https:// URL; what it says of a user goes to the proxy, and into no text. Plain http never goes there.
*/
function createProxiedHttp(time, proxy) {
	const tls = {
		timeout: CONNECT_WITHIN_MS,
		rejectUnauthorized: true
	};
	const dispatcher = new import_env_http_proxy_agent.default({
		httpProxy: "",
		httpsProxy: proxy,
		allowH2: false,
		pipelining: 0,
		connect: tls,
		requestTls: tls,
		proxyTls: tls
	});
	return {
		send: (request) => send(dispatcher, request, time.deadline(request.withinMs)),
		close: () => dispatcher.destroy()
	};
}
function send(dispatcher, request, deadline) {
	const { origin, pathname, search } = new URL(request.url);
	const bytesMax = request.answerBytesMax ?? 65536;
	return new Promise((resolve) => {
		let sent = false;
		let abort;
		const fail = (cause) => {
			resolve(err({
				sent,
				cause
			}));
			abort?.();
		};
		const late = () => fail(lateCause(request.withinMs));
		deadline.addEventListener("abort", late, { once: true });
		const answer = {
			status: 0,
			headers: {},
			chunks: []
		};
		let bytes = 0;
		dispatcher.dispatch({
			origin,
			path: `${pathname}${search}`,
			method: request.method,
			headers: request.headers,
			body: request.body ?? null
		}, {
			onRequestStart(controller) {
				abort = () => controller.abort(/* @__PURE__ */ new Error("given up"));
				if (deadline.aborted) abort();
				else sent = true;
			},
			onResponseStart(_controller, status, headers) {
				answer.status = status;
				answer.headers = headers;
			},
			onResponseData(_controller, chunk) {
				bytes += chunk.length;
				if (bytes > bytesMax) fail(tooLargeCause(bytesMax));
				else answer.chunks.push(chunk);
			},
			onResponseEnd() {
				deadline.removeEventListener("abort", late);
				resolve(ok(toAnswer(answer.status, answer.headers, answer.chunks)));
			},
			onResponseError(_controller, error) {
				deadline.removeEventListener("abort", late);
				fail(causeOf(error));
			}
		});
	});
}
const toAnswer = (status, headers, chunks) => ({
	status,
	header: (name) => {
		const value = headers[name];
		return typeof value === "string" ? value : null;
	},
	body: Buffer.concat(chunks).toString("utf8")
});
//#endregion
export { createProxiedHttp };
