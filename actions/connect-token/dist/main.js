import { A as parseRetryAfter, B as ok, C as createBrokerClient, D as isLoopback, E as parseJson, F as seconds, H as plain, I as isVaultText, L as parseScope, M as LEASE_LIFETIME_DEFAULT, N as parseLifetime, O as secureOrigin, P as plus, R as err, T as systemTime, U as quoteList, V as isSteering, _ as createHttp, a as reportFailures, c as exportVariable, d as setOutput, f as setSecret, g as EOL, h as promises, j as secret, k as backoffMs, l as getInput, m as constants, o as runStep, p as warning, r as formatInstant, s as ExitCode, t as createMemory, u as info, w as startBudget, z as isNonEmpty } from "./shared.js";
//#region packages/job/src/id-token.ts
/** Asking leaves nothing behind, so it may be repeated; what fails three times isn't a hiccup. */
const TRIES_MAX = 3;
const WITHIN_MS = 15e3;
/** GitHub answers within a second. */
const ANSWER_WITHIN_MS = 5e3;
/** As long as the broker reads one. */
const ID_TOKEN_MAX = 16384;
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/**
* A fresh ID token of this job for one audience.
* Fails with `OIDC_PERMISSION_MISSING` where the job may not ask, and with `OIDC_REQUEST_FAILED` where GitHub doesn't answer.
* Source: docs.github.com, "OpenID Connect reference", methods for requesting the OIDC token; docs/adr/0003.
*/
async function requestIdToken(environment, audience, { http, time }, withinMs) {
	const { ACTIONS_ID_TOKEN_REQUEST_URL: base, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
	if (!base || !bearer) return err({ code: "OIDC_PERMISSION_MISSING" });
	const url = urlFor(base, audience);
	if (url === null) return err({
		code: "OIDC_REQUEST_FAILED",
		cause: "its URL is not an https:// URL",
		attempts: 1
	});
	const budget = startBudget(time, Math.min(WITHIN_MS, withinMs));
	for (let attempts = 1;; attempts += 1) {
		const answer = await http.send({
			method: "GET",
			url,
			headers: {
				accept: "application/json",
				authorization: `Bearer ${bearer}`
			},
			withinMs: Math.min(ANSWER_WITHIN_MS, budget.leftMs())
		});
		const read = answer.ok ? readAnswer(answer.value) : again(answer.error.cause);
		if (read.ok) return read;
		const pause = backoffMs(attempts, time.random(), read.error.retryAfterMs);
		if (read.error.final || attempts >= TRIES_MAX || budget.leftMs() <= pause) return err({
			code: "OIDC_REQUEST_FAILED",
			cause: read.error.cause,
			attempts
		});
		await time.wait(pause);
	}
}
/** The bearer goes to this URL, so it must be what only a runner sets: https, or this machine. */
function urlFor(base, audience) {
	if (!URL.canParse(base)) return null;
	const url = new URL(base);
	if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) return null;
	url.searchParams.set("audience", audience);
	return url.href;
}
const again = (cause, retryAfterMs = null) => err({
	cause,
	final: false,
	retryAfterMs
});
/** Only a JWT is an ID token: a page of HTML or `{}` with status 200 is not. */
function readAnswer(answer) {
	const { status } = answer;
	if (status !== 200) {
		const cause = `status ${status}`;
		return err({
			cause,
			final: status < 500 && status !== 429,
			retryAfterMs: parseRetryAfter(answer.header("retry-after"))
		});
	}
	const body = parseJson(answer.body);
	const value = typeof body === "object" && body !== null && "value" in body ? body.value : void 0;
	if (typeof value !== "string" || value.length > ID_TOKEN_MAX || !JWT.test(value)) return again("status 200 without an ID token");
	return ok(secret(value));
}
//#endregion
//#region packages/job/src/input.ts
/** GitHub takes longer ones; no broker is called like that. */
const AUDIENCE_MAX = 1024;
/** Required; the answer is an origin, as `secureOrigin` gives it. */
function parseBrokerUrl(text) {
	if (text === "") return err({
		code: "INPUT_MISSING",
		input: "broker-url",
		example: "https://broker.acme.example"
	});
	return parseOrigin("the broker URL", text);
}
/** `name` as a message calls it. */
function parseOrigin(name, text) {
	const origin = secureOrigin(text);
	return origin === null ? err({
		code: "URL_INSECURE",
		url: text,
		name
	}) : ok(origin);
}
const parseConnectHost = (text) => text === "" ? ok(void 0) : parseOrigin("the Connect host", text);
function parseServer(text) {
	if (text === "") return ok(void 0);
	if (isVaultText(text)) return ok(text);
	return err({
		code: "INPUT_INVALID",
		input: "server",
		given: text,
		allowed: "one name or id"
	});
}
/** What the job's ID token is made for; `undefined`: the broker's URL. */
function parseAudience(text) {
	if (text === "") return ok(void 0);
	if (text.length <= AUDIENCE_MAX && !isSteering(text)) return ok(text);
	return err({
		code: "INPUT_INVALID",
		input: "audience",
		given: text,
		allowed: `one line of at most ${AUDIENCE_MAX} characters`
	});
}
/** Strict: `yes` or `1` might mean anything, and the wrong guess shares a token with every step of the job. Empty: `false`. */
function parseBoolean(input, text) {
	if (text === "" || text === "false") return ok(false);
	if (text === "true") return ok(true);
	return err({
		code: "INPUT_INVALID",
		input,
		given: text,
		allowed: "`true` or `false`"
	});
}
//#endregion
//#region ../../../work/main/node_modules/@actions/core/lib/summary.js
var __awaiter = function(thisArg, _arguments, P, generator) {
	function adopt(value) {
		return value instanceof P ? value : new P(function(resolve) {
			resolve(value);
		});
	}
	return new (P || (P = Promise))(function(resolve, reject) {
		function fulfilled(value) {
			try {
				step(generator.next(value));
			} catch (e) {
				reject(e);
			}
		}
		function rejected(value) {
			try {
				step(generator["throw"](value));
			} catch (e) {
				reject(e);
			}
		}
		function step(result) {
			result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected);
		}
		step((generator = generator.apply(thisArg, _arguments || [])).next());
	});
};
const { access, appendFile, writeFile } = promises;
const SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
var Summary = class {
	constructor() {
		this._buffer = "";
	}
	/**
	* Finds the summary file path from the environment, rejects if env var is not found or file does not exist
	* Also checks r/w permissions.
	*
	* @returns step summary file path
	*/
	filePath() {
		return __awaiter(this, void 0, void 0, function* () {
			if (this._filePath) return this._filePath;
			const pathFromEnv = process.env[SUMMARY_ENV_VAR];
			if (!pathFromEnv) throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
			try {
				yield access(pathFromEnv, constants.R_OK | constants.W_OK);
			} catch (_a) {
				throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
			}
			this._filePath = pathFromEnv;
			return this._filePath;
		});
	}
	/**
	* Wraps content in an HTML tag, adding any HTML attributes
	*
	* @param {string} tag HTML tag to wrap
	* @param {string | null} content content within the tag
	* @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
	*
	* @returns {string} content wrapped in HTML element
	*/
	wrap(tag, content, attrs = {}) {
		const htmlAttrs = Object.entries(attrs).map(([key, value]) => ` ${key}="${value}"`).join("");
		if (!content) return `<${tag}${htmlAttrs}>`;
		return `<${tag}${htmlAttrs}>${content}</${tag}>`;
	}
	/**
	* Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
	*
	* @param {SummaryWriteOptions} [options] (optional) options for write operation
	*
	* @returns {Promise<Summary>} summary instance
	*/
	write(options) {
		return __awaiter(this, void 0, void 0, function* () {
			const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
			const filePath = yield this.filePath();
			yield (overwrite ? writeFile : appendFile)(filePath, this._buffer, { encoding: "utf8" });
			return this.emptyBuffer();
		});
	}
	/**
	* Clears the summary buffer and wipes the summary file
	*
	* @returns {Summary} summary instance
	*/
	clear() {
		return __awaiter(this, void 0, void 0, function* () {
			return this.emptyBuffer().write({ overwrite: true });
		});
	}
	/**
	* Returns the current summary buffer as a string
	*
	* @returns {string} string of summary buffer
	*/
	stringify() {
		return this._buffer;
	}
	/**
	* If the summary buffer is empty
	*
	* @returns {boolen} true if the buffer is empty
	*/
	isEmptyBuffer() {
		return this._buffer.length === 0;
	}
	/**
	* Resets the summary buffer without writing to summary file
	*
	* @returns {Summary} summary instance
	*/
	emptyBuffer() {
		this._buffer = "";
		return this;
	}
	/**
	* Adds raw text to the summary buffer
	*
	* @param {string} text content to add
	* @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
	*
	* @returns {Summary} summary instance
	*/
	addRaw(text, addEOL = false) {
		this._buffer += text;
		return addEOL ? this.addEOL() : this;
	}
	/**
	* Adds the operating system-specific end-of-line marker to the buffer
	*
	* @returns {Summary} summary instance
	*/
	addEOL() {
		return this.addRaw(EOL);
	}
	/**
	* Adds an HTML codeblock to the summary buffer
	*
	* @param {string} code content to render within fenced code block
	* @param {string} lang (optional) language to syntax highlight code
	*
	* @returns {Summary} summary instance
	*/
	addCodeBlock(code, lang) {
		const attrs = Object.assign({}, lang && { lang });
		const element = this.wrap("pre", this.wrap("code", code), attrs);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML list to the summary buffer
	*
	* @param {string[]} items list of items to render
	* @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
	*
	* @returns {Summary} summary instance
	*/
	addList(items, ordered = false) {
		const tag = ordered ? "ol" : "ul";
		const listItems = items.map((item) => this.wrap("li", item)).join("");
		const element = this.wrap(tag, listItems);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML table to the summary buffer
	*
	* @param {SummaryTableCell[]} rows table rows
	*
	* @returns {Summary} summary instance
	*/
	addTable(rows) {
		const tableBody = rows.map((row) => {
			const cells = row.map((cell) => {
				if (typeof cell === "string") return this.wrap("td", cell);
				const { header, data, colspan, rowspan } = cell;
				const tag = header ? "th" : "td";
				const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
				return this.wrap(tag, data, attrs);
			}).join("");
			return this.wrap("tr", cells);
		}).join("");
		const element = this.wrap("table", tableBody);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds a collapsable HTML details element to the summary buffer
	*
	* @param {string} label text for the closed state
	* @param {string} content collapsable content
	*
	* @returns {Summary} summary instance
	*/
	addDetails(label, content) {
		const element = this.wrap("details", this.wrap("summary", label) + content);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML image tag to the summary buffer
	*
	* @param {string} src path to the image you to embed
	* @param {string} alt text description of the image
	* @param {SummaryImageOptions} options (optional) addition image attributes
	*
	* @returns {Summary} summary instance
	*/
	addImage(src, alt, options) {
		const { width, height } = options || {};
		const attrs = Object.assign(Object.assign({}, width && { width }), height && { height });
		const element = this.wrap("img", null, Object.assign({
			src,
			alt
		}, attrs));
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML section heading element
	*
	* @param {string} text heading text
	* @param {number | string} [level=1] (optional) the heading level, default: 1
	*
	* @returns {Summary} summary instance
	*/
	addHeading(text, level) {
		const tag = `h${level}`;
		const allowedTag = [
			"h1",
			"h2",
			"h3",
			"h4",
			"h5",
			"h6"
		].includes(tag) ? tag : "h1";
		const element = this.wrap(allowedTag, text);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML thematic break (<hr>) to the summary buffer
	*
	* @returns {Summary} summary instance
	*/
	addSeparator() {
		const element = this.wrap("hr", null);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML line break (<br>) to the summary buffer
	*
	* @returns {Summary} summary instance
	*/
	addBreak() {
		const element = this.wrap("br", null);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML blockquote to the summary buffer
	*
	* @param {string} text quote text
	* @param {string} cite (optional) citation url
	*
	* @returns {Summary} summary instance
	*/
	addQuote(text, cite) {
		const attrs = Object.assign({}, cite && { cite });
		const element = this.wrap("blockquote", text, attrs);
		return this.addRaw(element).addEOL();
	}
	/**
	* Adds an HTML anchor tag to the summary buffer
	*
	* @param {string} text link text/content
	* @param {string} href hyperlink
	*
	* @returns {Summary} summary instance
	*/
	addLink(text, href) {
		const element = this.wrap("a", text, { href });
		return this.addRaw(element).addEOL();
	}
};
const summary = new Summary();
//#endregion
//#region packages/job/src/secret-form.ts
/** Shorter segments are the same in every token of a kind, or so short that a mask would eat harmless words. */
const SEGMENT_MIN = 20;
/**
* The shapes in which a token may turn up in a log (T34): itself, what its segments say on their own, and the encodings that
* tools put it into, also in the middle of a longer text. GitHub's runner adds a few more; none of it is a boundary, only a help
* against accidents.
*/
function secretForms(token) {
	const bytes = Buffer.from(token);
	const forms = [
		token,
		...token.split(".").filter((segment) => segment.length > SEGMENT_MIN),
		bytes.toString("base64"),
		bytes.toString("base64url"),
		...ALIGNMENTS.map((alignment) => base64Within(bytes, alignment)),
		bytes.toString("hex"),
		Buffer.from(`Bearer ${token}`).toString("base64"),
		encodeURIComponent(token)
	];
	return [...new Set(forms)];
}
/** Within a longer text, a token begins at one of three places of base64's groups of three bytes. */
const ALIGNMENTS = [
	0,
	1,
	2
];
/** The characters that only the token decides, whatever stands before and behind it; the same in base64url, as the token is. */
function base64Within(bytes, alignment) {
	const shifted = Buffer.concat([Buffer.alloc(alignment), bytes]);
	const first = Math.ceil(alignment * 8 / 6);
	const end = Math.floor(shifted.length * 8 / 6);
	return shifted.toString("base64").slice(first, end);
}
//#endregion
//#region packages/job/src/mask.ts
/** From here on the job's log shows `***` in its place. INVARIANT: comes before anything that could print the token. */
function mask(token) {
	for (const form of secretForms(token.reveal())) setSecret(form);
}
//#endregion
//#region actions/connect-token/src/inputs.ts
/**
* The step's inputs, or every mistake in them at once, so that a workflow is mended in one go. An input that is empty counts
* as left out: that is how a workflow passes an input of its own on. `read` gives the text untrimmed, so that lines count.
*/
function parseInputs(read) {
	const failures = [];
	const take = (parsed) => {
		if (parsed.ok) return parsed.value;
		failures.push(...[parsed.error].flat());
	};
	const text = (name) => read(name).trim();
	const brokerUrl = take(parseBrokerUrl(text("broker-url")));
	const server = take(parseServer(text("server")));
	const scope = take(parseScope(read("vaults")));
	const expiresIn = text("expires-in");
	const lifetime = take(expiresIn === "" ? ok(LEASE_LIFETIME_DEFAULT) : parseLifetime(expiresIn));
	const audience = take(parseAudience(text("audience")));
	const connectHost = take(parseConnectHost(text("connect-host")));
	const exportEnv = take(parseBoolean("export-env", text("export-env")));
	if (isNonEmpty(failures)) return err(failures);
	if (brokerUrl === void 0 || scope === void 0 || exportEnv === void 0) throw new Error("invariant: an input is missing without a failure");
	return ok({
		brokerUrl,
		request: {
			server,
			scope,
			lifetime
		},
		audience: audience ?? brokerUrl,
		connectHost,
		exportEnv
	});
}
//#endregion
//#region actions/connect-token/src/publish.ts
/**
* Hands the token to the workflow: as outputs, which a step must ask for by name, and to every later step of the job only
* where the workflow says so (T35). INVARIANT: comes after `mask`.
*/
function publish(minted, { connectHost, exportEnv }) {
	const host = connectHost ?? minted.connectUrl;
	setOutput("token", minted.token.reveal());
	setOutput("connect-host", host);
	setOutput("expires-at", formatInstant(minted.expiresAt));
	setOutput("lease-id", minted.leaseId);
	setOutput("vaults", JSON.stringify(minted.vaults));
	if (!exportEnv) return;
	if (process.env["OP_CONNECT_TOKEN"]) warning("OP_CONNECT_TOKEN was set before this step, and is this step's token from here on");
	exportVariable("OP_CONNECT_HOST", host);
	exportVariable("OP_CONNECT_TOKEN", minted.token.reveal());
}
//#endregion
//#region actions/connect-token/src/summary.ts
/** What the job's page says of the token: what was granted, until when, and the credits that it takes. */
function formatSummary({ server, vaults, expiresAt, leaseId }) {
	const rows = vaults.map(({ name, id, permissions }) => `| ${asText(name)} | ${asText(id)} | ${permissions.join(", ")} |`);
	const credits = vaults.length === 1 ? "1 vault access credit" : `${vaults.length} vault access credits`;
	return [
		"### Connect token",
		"",
		`On the Connect server **${asText(server.name)}**, until **${formatInstant(expiresAt)}** at the latest; it is revoked when this job ends.`,
		"",
		"| vault | id | may |",
		"| --- | --- | --- |",
		...rows,
		"",
		`It takes ${credits} as long as it lives. Lease \`${leaseId}\`.`,
		""
	].join("\n");
}
/** A name as text: everything but letters, digits and spaces is written as a character reference, which is never markup. */
const asText = (text) => plain(text).replace(/[^\p{L}\p{M}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
//#endregion
//#region actions/connect-token/src/mint.ts
/** The tries of a mint, and clocks that differ: what is minted dies at most this much later than it was asked for. */
const EXPIRY_SLACK = seconds(120);
/**
* The main step: inputs → remember → mint → mask → publish. It reads no signal: dying at any point is safe, because the handle
* is in the runner's state file before the broker hears of it, and the post step runs also after a cancel or a kill.
*/
async function main() {
	process.exitCode = ExitCode.Failure;
	const inputs = parseInputs((name) => getInput(name, { trimWhitespace: false }));
	if (!inputs.ok) {
		reportFailures(inputs.error);
		return;
	}
	const memory = createMemory(inputs.value.brokerUrl, latestExpiry(inputs.value));
	const minted = await mintToken(inputs.value, memory);
	if (!minted.ok) {
		reportFailures([minted.error]);
		return;
	}
	mask(minted.value.token);
	memory.lease(minted.value.leaseId, minted.value.expiresAt);
	publish(minted.value, inputs.value);
	await tell(minted.value);
	process.exitCode = ExitCode.Success;
}
const latestExpiry = ({ request }) => plus(plus(systemTime.now(), request.lifetime ?? LEASE_LIFETIME_DEFAULT), EXPIRY_SLACK);
async function mintToken({ brokerUrl, request, audience }, memory) {
	const http = createHttp(systemTime);
	const minted = await createBrokerClient({
		origin: brokerUrl,
		http,
		time: systemTime
	}).mint({
		request,
		remember: memory.handle,
		idToken: async (withinMs) => {
			const idToken = await requestIdToken(process.env, audience, {
				http,
				time: systemTime
			}, withinMs);
			if (idToken.ok) mask(idToken.value);
			return idToken;
		}
	});
	await http.close();
	return minted;
}
async function tell(minted) {
	const vaults = quoteList(minted.vaults.map(({ name }) => name));
	info(`a Connect token for ${vaults} until ${formatInstant(minted.expiresAt)}, lease ${minted.leaseId}; it is revoked when the job ends`);
	try {
		await summary.addRaw(formatSummary(minted)).write();
	} catch {
		info("the job summary could not be written");
	}
}
//#endregion
//#region actions/connect-token/src/entry/main.ts
await runStep(main);
//#endregion
export {};
