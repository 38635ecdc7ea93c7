import { $ as parseRetryAfter, A as tryAgain, B as isVaultText, D as startBudget, E as createBrokerClient, F as formatDuration, G as ok, H as err, I as milliseconds, J as quote, K as isSteering, L as parseDuration, M as secret, N as parseLifetime, O as systemTime, P as describe, Q as createPrivateKey, R as plus, U as isNonEmpty, V as parseScopeEntries, W as mapNonEmpty, X as isSecure, Y as quoteList, Z as secureOrigin, _ as constants$1, a as runStep, b as createHttp, c as giveBack, d as exportVariable, f as getInput, g as warning, h as setSecret, i as reportMistakes, j as parseJson, k as isFinal, m as setOutput, n as tellLeft, p as info, q as plain, r as reportFailures, s as rememberHandles, t as tellGivenBack, u as ExitCode, v as promises, y as EOL, z as seconds } from "./shared.js";
//#region packages/core/src/ascii.ts
/**
* Lower case for A–Z and nothing else. JavaScript's own folding maps the Kelvin sign to `k`, so that two texts which differ on
* every screen and in every database would be taken for one (T10).
*/
const foldAscii = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
//#endregion
//#region packages/core/src/server.ts
/** Ids are compared without case: `op` prints a server's in capitals, and a vault's in small letters. */
const sameId = (one, other) => one.length === other.length && foldAscii(one) === foldAscii(other);
//#endregion
//#region packages/core/src/resolve.ts
/**
* The thing that a person's text names. An id wins over a name, so that nobody can shadow a vault by giving another one its
* id for a name; names are compared exactly and are not unique, so several of one name are an error that lists their ids.
*/
function lookUp(text, things) {
	const byId = things.find((thing) => sameId(thing.id, text));
	if (byId !== void 0) return {
		kind: "one",
		thing: byId
	};
	const named = things.filter((thing) => thing.name === text);
	const [thing] = named;
	if (thing === void 0) return {
		kind: "none",
		nearest: nearestName$1(text, things)
	};
	return named.length === 1 ? {
		kind: "one",
		thing
	} : {
		kind: "many",
		ids: named.map(({ id }) => id)
	};
}
function nearestName$1(text, things) {
	const fold = (name) => name.trim().toLowerCase();
	const near = things.filter((thing) => fold(thing.name) === fold(text));
	return near.length === 1 ? near[0]?.name ?? null : null;
}
//#endregion
//#region packages/core/src/secret-reference.ts
/** UTF-16 units: four names of full length, with room. */
const SECRET_REFERENCE_MAX = 2048;
/** What of a field or a file a reference may ask for. Source: 1password.dev, "Secret reference syntax", query parameters. */
const SECRET_ATTRIBUTES = [
	"value",
	"otp",
	"type",
	"title",
	"id",
	"purpose",
	"content",
	"size",
	"name"
];
const SCHEME = "op://";
/** Whether a text means to be a reference: only then may a failure repeat it. */
const isSecretReference = (text) => foldAscii(text.slice(0, 5)) === SCHEME;
/**
* Nothing is decoded: `op read` takes a space as it stands, and refuses a percent sign. Names are compared without case by
* whoever looks them up. Fails with `SECRET_REFERENCE_MALFORMED`, also for `ssh-format`, which isn't served here.
* Source: 1password.dev, "Secret reference syntax".
*/
function parseSecretReference(text) {
	if (!isSecretReference(text)) return err({
		code: "SECRET_REFERENCE_MALFORMED",
		reference: null,
		problem: `is not ${FORM}`
	});
	const failed = (problem) => err({
		code: "SECRET_REFERENCE_MALFORMED",
		reference: text,
		problem
	});
	if (text.length > 2048) return failed(`has ${text.length} characters, at most ${SECRET_REFERENCE_MAX} are allowed`);
	const mark = text.indexOf("?");
	const parts = (mark < 0 ? text : text.slice(0, mark)).slice(5).split("/");
	const problem = problemOf$1(parts);
	if (problem !== void 0) return failed(problem);
	const attribute = mark < 0 ? ok(void 0) : parseQuery(text.slice(mark + 1));
	if (!attribute.ok) return failed(attribute.error);
	const [vault = "", item = ""] = parts;
	const [field = "", section] = parts.slice(2).reverse();
	return ok({
		vault,
		item,
		section,
		field,
		attribute: attribute.value
	});
}
const FORM = "`op://<vault>/<item>[/<section>]/<field>`";
function problemOf$1(parts) {
	if (parts.length < 3 || parts.length > 4) return `has ${parts.length} ${parts.length === 1 ? "part" : "parts"}, 3 or 4 are needed: ${FORM}`;
	const foreign = /[^A-Za-z0-9\-_. ]/u.exec(parts.join(""))?.[0];
	if (foreign !== void 0) return `has the character ${quote(foreign)}: allowed are letters a-z, digits, \`-\`, \`_\`, \`.\` and space, and nothing is decoded; name the vault, item or field by its id`;
	if (parts.some((part) => part.trim() === "")) return `has an empty part: ${FORM}`;
	return parts.some((part) => part !== part.trim()) ? "has a part that begins or ends with a space" : void 0;
}
const QUERY = `\`?attribute=\` with one of ${SECRET_ATTRIBUTES.map(quote).join(", ")}`;
function parseQuery(query) {
	const [pair = "", ...more] = query.split("&");
	const equals = pair.indexOf("=");
	const key = foldAscii(equals < 0 ? pair : pair.slice(0, equals));
	const value = foldAscii(equals < 0 ? "" : pair.slice(equals + 1));
	if (key === "ssh-format") return err("asks for `ssh-format`, which is not served here: read the key as it is stored");
	if (more.length > 0) return err(`has ${more.length + 1} query parameters, allowed is ${QUERY}`);
	const attribute = SECRET_ATTRIBUTES.find((known) => known === value);
	if (key !== "attribute" && key !== "attr" || attribute === void 0) return err(`has the query ${quote(`?${query}`)}, allowed is ${QUERY}`);
	return ok(attribute);
}
//#endregion
//#region packages/broker-client/src/clock-watch.ts
/** Clocks of machines that nobody looks after differ by seconds. From a minute on an ID token's times don't fit any more. */
const CLOCK_TOLERANCE_MS = 6e4;
/** Source: RFC 9110 §6.6.1, and of the forms in RFC 9110 §5.6.7 the one that everybody sends. */
function watchClock(http, clock) {
	let aheadMs = 0;
	return {
		http: {
			send: async (request) => {
				const answer = await http.send(request);
				const date = answer.ok ? parseDate(answer.value.header("date")) : null;
				if (date !== null) aheadMs = date - clock.now();
				return answer;
			},
			close: () => http.close()
		},
		offset: () => Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS ? null : {
			theirs: aheadMs > 0 ? "ahead" : "behind",
			by: milliseconds(Math.round(Math.abs(aheadMs) / 1e3) * 1e3)
		}
	};
}
const IMF_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
/** Milliseconds since 1970, or `null`: what looks like a date may still be no day. */
function parseDate(text) {
	const at = text !== null && IMF_DATE.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(at) ? null : at;
}
//#endregion
//#region node_modules/@actions/core/lib/summary.js
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
				yield access(pathFromEnv, constants$1.R_OK | constants$1.W_OK);
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
//#region packages/job/src/clocks.ts
/**
* Whose clock is wrong, in words, or `null` where none is. Three clocks have to agree before an ID token's times mean the same to
* who makes it and to who reads it; the one that differs from both others is named.
*/
function describeClocks({ broker, github }) {
	if (broker !== null && github !== null && broker.theirs === github.theirs) return `this runner's clock is ${formatDuration(broker.by)} ${broker.theirs === "ahead" ? "behind" : "ahead of"} the broker's and GitHub's: have it set by a time server`;
	if (broker !== null) return `${off("the broker", broker)}: compare both with a time server`;
	return github === null ? null : `${off("GitHub", github)}: compare this runner's with a time server`;
}
const off = (whose, { theirs, by }) => `${whose}'s clock is ${formatDuration(by)} ${theirs === "ahead" ? "ahead of" : "behind"} this runner's`;
//#endregion
//#region packages/job/src/id-token.ts
/** Asking leaves nothing behind, so it may be repeated; what fails three times isn't a hiccup. */
const TRIES_MAX$1 = 3;
const WITHIN_MS = 15e3;
/** GitHub answers within a second. */
const ANSWER_WITHIN_MS$1 = 5e3;
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
	return tryAgain({
		most: TRIES_MAX$1,
		budget,
		time
	}, async (attempts) => {
		const answer = await http.send({
			method: "GET",
			url,
			headers: {
				accept: "application/json",
				authorization: `Bearer ${bearer}`
			},
			withinMs: Math.min(ANSWER_WITHIN_MS$1, budget.leftMs())
		});
		return answer.ok ? readAnswer$1(answer.value, attempts) : untold(answer.error.cause, attempts);
	});
}
/** The bearer goes to this URL, so it must be what only a runner sets: https, or this machine. */
function urlFor(base, audience) {
	if (!URL.canParse(base)) return null;
	const url = new URL(base);
	if (!isSecure(url)) return null;
	url.searchParams.set("audience", audience);
	return url.href;
}
const untold = (cause, attempts, { final = false, retryAfterMs = null } = {}) => err({
	failure: {
		code: "OIDC_REQUEST_FAILED",
		cause,
		attempts
	},
	final,
	retryAfterMs
});
/** Only a JWT is an ID token: a page of HTML or `{}` with status 200 is not. */
function readAnswer$1({ status, header, body: text }, attempts) {
	if (status !== 200) {
		const retryAfterMs = parseRetryAfter(header("retry-after"));
		return untold(`status ${status}`, attempts, {
			final: isFinal(status),
			retryAfterMs
		});
	}
	const body = parseJson(text);
	const value = typeof body === "object" && body !== null && "value" in body ? body.value : void 0;
	if (typeof value !== "string" || value.length > ID_TOKEN_MAX || !JWT.test(value)) return untold("status 200 without an ID token", attempts);
	return ok(secret(value));
}
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
//#region packages/job/src/as-job.ts
/** Asks once or several times, and then says whose clock is wrong, where one is: ID tokens are refused for that. */
async function askAsJob(audience, ask) {
	const http = createHttp(systemTime);
	const broker = watchClock(http, systemTime);
	const github = watchClock(http, systemTime);
	const wire = {
		http: github.http,
		time: systemTime
	};
	const result = await ask({
		brokerHttp: broker.http,
		http,
		idToken: async (withinMs) => {
			const idToken = await requestIdToken(process.env, audience, wire, withinMs);
			if (idToken.ok) mask(idToken.value);
			return idToken;
		}
	}).finally(() => http.close());
	const clocks = describeClocks({
		broker: broker.offset(),
		github: github.offset()
	});
	if (clocks !== null) warning(clocks, { title: "Connect token: a clock is wrong" });
	return result;
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
/** A job that waits for longer holds a runner for nothing; it had better begin later. */
const WAIT_MAX = seconds(600);
/** `wait-for-credits`; empty: not at all. */
function parseWaitForCredits(text) {
	if (text === "" || text === "0") return ok(seconds(0));
	const wait = parseDuration(text);
	if (wait.ok && wait.value <= WAIT_MAX) return wait;
	return err({
		code: "INPUT_INVALID",
		input: "wait-for-credits",
		given: text,
		allowed: "`0`, or a duration of at most `10m`"
	});
}
//#endregion
//#region packages/job/src/visit.ts
const visitBroker = (brokerUrl, audience, work) => askAsJob(audience, ({ brokerHttp, idToken }) => work({
	client: createBrokerClient({
		origin: brokerUrl,
		http: brokerHttp,
		time: systemTime
	}),
	idToken
}));
//#endregion
//#region packages/job/src/mint-token.ts
/** The tries of a mint, and clocks that differ: what is minted dies at most this much later than it was asked for. */
const EXPIRY_SLACK = seconds(120);
/** When a token that is asked for now dies at the latest. */
const latestExpiry = ({ waitForCredits }, lifetime) => [
	waitForCredits,
	lifetime,
	EXPIRY_SLACK
].reduce(plus, systemTime.now());
/**
* One token, masked. Every handle under which it may have been made is in the memory before the broker hears of it.
* INVARIANT: nothing is printed between the broker's answer and the mask.
*/
const mintToken = ({ brokerUrl, audience, waitForCredits }, request, memory) => visitBroker(brokerUrl, audience, async ({ client, idToken }) => {
	const minted = await client.mint({
		request,
		remember: memory.handle,
		forget: memory.forget,
		idToken,
		credits: {
			within: waitForCredits,
			waiting: tellWaiting
		}
	});
	if (minted.ok) mask(minted.value.token);
	return minted;
});
function tellWaiting(pauseMs, failure) {
	const pause = formatDuration(seconds(Math.ceil(pauseMs / 1e3)));
	info(`${describe(failure)}\nasking again in ${pause}; nobody is queued, so another job may come first`);
}
//#endregion
//#region packages/job/src/mistakes.ts
function gatherMistakes() {
	const mistakes = [];
	const note = (input, failure) => {
		mistakes.push({
			input,
			failure
		});
	};
	return {
		take: (input, parsed) => {
			if (parsed.ok) return parsed.value;
			for (const failure of [parsed.error].flat()) note(input, failure);
		},
		note,
		all: () => isNonEmpty(mistakes) ? mistakes : null
	};
}
//#endregion
//#region packages/job/src/page.ts
/** A name as text of the job's page: all but letters, digits and spaces is written as a character reference, which is never markup. */
const asText = (text) => plain(text).replace(/[^\p{L}\p{M}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
/** A table whose cells are markdown already. */
const formatTable = (columns, rows) => [
	columns,
	columns.map(() => "---"),
	...rows
].map((cells) => `| ${cells.join(" | ")} |`);
/** Onto the job's page. An older Enterprise Server has none, and a full disk doesn't undo what was done. */
async function writePage(lines) {
	try {
		await summary.addRaw(`${lines.join("\n")}\n`).write();
	} catch {
		info("the job summary could not be written");
	}
}
//#endregion
//#region \0node-on-demand:fs/promises
const builtin$1 = () => globalThis.process.getBuiltinModule("node:fs/promises");
const open = (...given) => builtin$1().open(...given);
const constants = /* @__PURE__ */ (() => builtin$1().constants)();
//#endregion
//#region \0node-on-demand:util
const builtin = () => globalThis.process.getBuiltinModule("node:util");
const parseEnv = (...given) => builtin().parseEnv(...given);
//#endregion
//#region packages/job/src/reference-file.ts
/** A thousand references of full length would fit. */
const BYTES_MAX = 2097152;
/**
* The variables of an env file: `NAME=value` lines, quotes and comments as `dotenv` reads them. A relative path starts at the
* workspace, where the runner starts actions. Fails with `FILE_UNREADABLE`.
*/
async function readEnvFile(path) {
	const failed = (cause) => err({
		code: "FILE_UNREADABLE",
		path,
		cause
	});
	try {
		const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
		try {
			const { size } = await file.stat().then((stat) => stat.isFile() ? stat : { size: null });
			if (size === null) return failed("it is not a file");
			if (size > BYTES_MAX) return failed(`it is larger than ${BYTES_MAX} bytes`);
			return ok(parseEnv(await file.readFile("utf8")));
		} finally {
			await file.close();
		}
	} catch (cause) {
		const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
		return failed(code === "ENOENT" ? "there is no such file" : `it can't be read (${code})`);
	}
}
//#endregion
//#region packages/job/src/reference.ts
/** More than any job reads; a thousand look-ups are still a few seconds. */
const REFERENCES_MAX = 1e3;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.-]{0,255}$/;
/** Whether a name can be a step's output and a variable of every shell, and is no line of the runner's files. */
const isVariable = (name) => VARIABLE.test(name);
/**
* The `op://` references of an environment and of env files, each with the variable that holds it, in the order of their names. Of
* a name in several places the environment goes before the files, and a file before those behind it. What isn't a reference is left
* out, and so are inputs of actions (`INPUT_…`), which are somebody else's.
* Fails, with every mistake at once, with `SECRET_REFERENCE_MALFORMED`, `SECRET_UNUSABLE`, `SECRETS_TOO_MANY` and `FILE_UNREADABLE`.
*/
async function referencesIn(environment, files) {
	const failures = [];
	const variables = /* @__PURE__ */ new Map();
	const add = (entries) => {
		for (const [name, value] of Object.entries(entries)) if (value !== void 0 && !variables.has(name)) variables.set(name, value);
	};
	add(environment);
	for (const path of files) {
		const read = await readEnvFile(path);
		if (read.ok) add(read.value);
		else failures.push(read.error);
	}
	const named = [...variables].filter(([name, value]) => isSecretReference(value) && !/^INPUT_/i.test(name));
	if (named.length > 1e3) failures.push({
		code: "SECRETS_TOO_MANY",
		given: named.length,
		limit: REFERENCES_MAX
	});
	const references = [];
	for (const [name, text] of named.toSorted(byName)) {
		const parsed = parseNamed(name, text);
		if (parsed.ok) references.push(parsed.value);
		else failures.push(parsed.error);
	}
	return isNonEmpty(failures) ? err(failures) : ok(references);
}
/** The vaults that references name, each once, as the first of them has it: references don't tell upper from lower case. */
function vaultsOf(references) {
	const vaults = /* @__PURE__ */ new Map();
	for (const { reference } of references) {
		const key = foldAscii(reference.vault);
		if (!vaults.has(key)) vaults.set(key, reference.vault);
	}
	return [...vaults.values()];
}
const byName = ([one], [other]) => one < other ? -1 : 1;
/** In place of a field's name; no name can be written with it. */
const WHOLE = "/*";
/** Source: 1password.dev, "Secret reference syntax", SSH format parameter. */
const OPENSSH = /(?<=^[^?]*)\?ssh-format=openssh$/i;
function parseNamed(name, text) {
	if (!isVariable(name)) return err({
		code: "SECRET_UNUSABLE",
		variable: name,
		reference: text,
		problem: "a variable has letters, digits, `_`, `.` and `-` in its name, and begins with a letter"
	});
	const whole = text.endsWith(WHOLE);
	const stored = text.replace(OPENSSH, "");
	const parsed = parseSecretReference(whole ? `${text.slice(0, -1)}all` : stored);
	if (!parsed.ok) return err({
		...parsed.error,
		reference: text,
		variable: name
	});
	const { vault, item, section } = parsed.value;
	return ok(whole ? {
		kind: "whole",
		name,
		text,
		reference: {
			vault,
			item,
			section
		}
	} : {
		kind: "one",
		name,
		text,
		reference: parsed.value,
		format: stored === text ? "stored" : "openssh"
	});
}
//#endregion
//#region actions/load-secrets/src/inputs.ts
/** Reading takes seconds, and the token is given back then; what a killed job leaves behind is dead soon after. */
const LIFETIME_DEFAULT = seconds(300);
/**
* The step's inputs, or every mistake in them at once. A step that loads nothing, such as one that only unsets, needs no broker.
* An input that is empty counts as left out: that is how a workflow passes an input of its own on.
*/
function parseInputs(read, { loads }) {
	const mistakes = gatherMistakes();
	const text = (name) => read(name).trim();
	const take = (input, parse) => mistakes.take(input, parse(text(input)));
	const needed = loads || text("broker-url") !== "";
	const brokerUrl = take("broker-url", (url) => needed ? parseBrokerUrl(url) : ok(""));
	const server = take("server", parseServer);
	const lifetime = take("expires-in", (span) => span === "" ? ok(LIFETIME_DEFAULT) : parseLifetime(span));
	const audience = take("audience", parseAudience);
	const connectHost = take("connect-host", parseConnectHost);
	const waitForCredits = take("wait-for-credits", parseWaitForCredits);
	const exportEnv = take("export-env", (flag) => parseBoolean("export-env", flag));
	const unsetPrevious = take("unset-previous", (flag) => parseBoolean("unset-previous", flag));
	const all = mistakes.all();
	if (all !== null) return err(all);
	if (brokerUrl === void 0 || lifetime === void 0 || waitForCredits === void 0 || exportEnv === void 0 || unsetPrevious === void 0) throw new Error("invariant: an input is missing without a mistake");
	return ok({
		desk: loads ? {
			brokerUrl,
			server,
			lifetime,
			audience: audience ?? brokerUrl,
			connectHost,
			waitForCredits
		} : void 0,
		as: exportEnv ? "variables" : "outputs",
		unsetPrevious
	});
}
/** The env files of a step: one path a line, and where `1password/load-secrets-action` looks for one. */
function envFiles(input, variable) {
	const lines = [...input.split(/\r\n|\r|\n/), variable ?? ""].map((line) => line.trim());
	return [...new Set(lines)].filter((line) => line !== "");
}
//#endregion
//#region actions/load-secrets/src/left-over.ts
/** What other ways of loading secrets are signed in by. */
const VARIABLES = [
	"OP_CONNECT_HOST",
	"OP_CONNECT_TOKEN",
	"OP_SERVICE_ACCOUNT_TOKEN"
];
/**
* Credentials that outlive the job, still set where nobody needs them: a step that read with its own token beside one would look as
* if the long-lived one had been retired. An empty one is a secret that is deleted already.
*/
const refuseLeftOvers = (environment) => VARIABLES.filter((variable) => environment[variable]).map((variable) => ({
	code: "CREDENTIAL_LEFT_OVER",
	variable
}));
//#endregion
//#region actions/load-secrets/src/managed.ts
/**
* The variables that steps have exported, so that a later one can unset them: names, separated by commas. The name and the form are
* those of `1password/load-secrets-action`, so that a job may go over from one to the other between two steps.
*/
const MANAGED = "OP_MANAGED_VARIABLES";
const managedVariables = (environment) => (environment[MANAGED] ?? "").split(",").filter((name) => isVariable(name) && name !== MANAGED);
function rememberManaged(environment, names) {
	exportVariable(MANAGED, [.../* @__PURE__ */ new Set([...managedVariables(environment), ...names])].join(","));
}
/** A job's environment has no way to take a variable away: those of earlier steps become empty. */
function unsetManaged(environment) {
	const names = managedVariables(environment);
	for (const name of names) exportVariable(name, "");
	if (names.length === 0) return;
	exportVariable(MANAGED, "");
	info(`unset: ${names.join(", ")}`);
}
//#endregion
//#region actions/load-secrets/src/value-form.ts
/**
* The shapes in which a secret may turn up in a log: itself, each of its lines, and the encodings that tools put it into, with and
* without the line end that `echo` adds. GitHub's runner adds a few more; none of it is a boundary, only a help against accidents.
*/
function valueForms(value) {
	const bytes = Buffer.from(value);
	const forms = [
		value,
		...value.split(/\r\n|\r|\n/).map((line) => line.trim()),
		bytes.toString("base64"),
		Buffer.from(`${value}\n`).toString("base64"),
		bytes.toString("base64url"),
		bytes.toString("hex"),
		encodeURIComponent(value),
		JSON.stringify(value).slice(1, -1)
	];
	return [...new Set(forms)].filter((form) => value !== "" && form.trim() !== "");
}
//#endregion
//#region actions/load-secrets/src/publish.ts
/**
* A token's forms are those of Base64 within a longer text as well, such as the `user:password` of a header. Of a shorter value they
* would be so short that harmless words disappear from the log.
*/
const WITHIN_MIN = 8;
/**
* Hands the secrets to the workflow: as outputs, which a step must ask for by name, or to every later step of the job.
* INVARIANT: all of them are masked before the first is set.
*/
function publish(secrets, as) {
	for (const { value } of secrets) maskValue(value);
	for (const { name, value } of secrets) if (as === "variables") exportVariable(name, value.reveal());
	else setOutput(name, value.reveal());
	const names = secrets.map(({ name }) => name);
	if (as === "variables") rememberManaged(process.env, names);
	const empty = secrets.filter(({ value }) => value.reveal() === "").map(({ name }) => name);
	if (empty.length > 0) warning(`empty, because the fields have no value: ${quoteList(empty)}`);
	info(`loaded as ${as === "variables" ? "variables of the job" : "outputs"}: ${quoteList(names)}`);
}
function maskValue(value) {
	for (const form of valueForms(value.reveal())) setSecret(form);
	if (value.reveal().length >= WITHIN_MIN) mask(value);
}
//#endregion
//#region actions/load-secrets/src/connect/get.ts
/** Reading changes nothing, so it may be repeated; what fails three times isn't a hiccup. */
const TRIES_MAX = 3;
/** A Connect server answers out of its own memory. */
const ANSWER_WITHIN_MS = 1e4;
/** Some ten thousand items in a list, or an item of two hundred large fields. */
const ANSWER_BYTES_MAX = 16777216;
/**
* The JSON at one path, within what is left of a time that all requests share. Fails with `CONNECT_UNREACHABLE`,
* `CONNECT_ANSWER_INVALID` and `CONNECT_REFUSED`; a refusal is final, and asked for once.
*/
async function getJson({ origin, token, http, time }, path, budget) {
	return tryAgain({
		most: TRIES_MAX,
		budget,
		time
	}, async (attempts) => {
		const answer = await http.send({
			method: "GET",
			url: `${origin}${path}`,
			headers: {
				accept: "application/json",
				authorization: `Bearer ${token.reveal()}`
			},
			withinMs: Math.min(ANSWER_WITHIN_MS, budget.leftMs()),
			answerBytesMax: ANSWER_BYTES_MAX
		});
		if (answer.ok) return readAnswer(answer.value, origin, attempts);
		const { cause } = answer.error;
		return err({
			failure: {
				code: "CONNECT_UNREACHABLE",
				url: origin,
				cause,
				attempts
			},
			final: false,
			retryAfterMs: null
		});
	});
}
function readAnswer(answer, url, attempts) {
	const { status } = answer;
	const body = parseJson(answer.body);
	const invalid = (cause) => ({
		code: "CONNECT_ANSWER_INVALID",
		url,
		cause,
		attempts
	});
	if (status === 200) return body === void 0 ? err({
		failure: invalid("status 200 without JSON"),
		final: true,
		retryAfterMs: null
	}) : ok(body);
	const message = typeof body === "object" && body !== null && "message" in body ? body.message : void 0;
	const failure = typeof message === "string" ? {
		code: "CONNECT_REFUSED",
		url,
		status,
		message
	} : invalid(`status ${status} without a reason that can be read`);
	return err({
		failure,
		final: isFinal(status),
		retryAfterMs: parseRetryAfter(answer.header("retry-after"))
	});
}
//#endregion
//#region actions/load-secrets/src/connect/lanes.ts
/** Runs what it is given, as many at a time as there are lanes; the others wait in their order. */
function createLanes(lanes) {
	let free = lanes;
	const waiting = [];
	return async (work) => {
		if (free > 0) free -= 1;
		else await new Promise((resolve) => waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next === void 0) free += 1;
			else next();
		}
	};
}
//#endregion
//#region actions/load-secrets/src/connect/guard.ts
const isText = (value) => typeof value === "string";
const isNumber = (value) => typeof value === "number";
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isOptional = (is) => (value) => value === void 0 || value === null || is(value);
const isListOf = (is) => (value) => Array.isArray(value) && value.every(is);
/** Of the keys that it names each must be right; others are left alone. */
const isShape = (shape) => (value) => isObject(value) && Object.entries(shape).every(([key, is]) => is(value[key]));
//#endregion
//#region actions/load-secrets/src/connect/shape.ts
/** `undefined`: another shape than the Connect API. Source: 1password.dev, Connect Server API reference. */
const readItems = (value) => isListOf(isOverview)(value) ? value.map(({ id, title, state }) => ({
	id,
	name: title ?? "",
	retired: Boolean(state)
})) : void 0;
/** `undefined`: another shape. */
function readItem(value) {
	if (!isItem(value)) return void 0;
	return {
		id: value.id,
		name: value.title ?? "",
		sections: (value.sections ?? []).map(({ id, label }) => ({
			id,
			name: label ?? ""
		})),
		fields: (value.fields ?? []).map(fieldOf),
		files: (value.files ?? []).map(({ id, name, size, section }) => ({
			id,
			name: name ?? "",
			size: size ?? 0,
			section: section?.id ?? null
		}))
	};
}
/** What is in a file, in Base64; empty where the answer doesn't have it; `undefined`: another shape. */
const readContent = (value) => isObject(value) && isOptional(isText)(value["content"]) ? secret(value["content"] ?? "") : void 0;
const fieldOf = ({ id, label, type, purpose, section, value, totp }) => ({
	id,
	name: label ?? "",
	type,
	purpose: purpose ?? "",
	section: section?.id ?? null,
	value: secret(value ?? ""),
	code: totp ? secret(totp) : null
});
const isSection = isShape({
	id: isText,
	label: isOptional(isText)
});
const isPlace = isOptional(isShape({ id: isText }));
const isField = isShape({
	id: isText,
	label: isOptional(isText),
	type: isText,
	purpose: isOptional(isText),
	section: isPlace,
	value: isOptional(isText),
	totp: isOptional(isText)
});
const isFile = isShape({
	id: isText,
	name: isOptional(isText),
	size: isOptional(isNumber),
	section: isPlace
});
const overview = {
	id: isText,
	title: isOptional(isText),
	state: isOptional(isText)
};
const isOverview = isShape(overview);
const isItem = isShape({
	...overview,
	sections: isOptional(isListOf(isSection)),
	fields: isOptional(isListOf(isField)),
	files: isOptional(isListOf(isFile))
});
//#endregion
//#region actions/load-secrets/src/connect/source.ts
/** In all. A job that reads a thousand secrets takes a few seconds. */
const READ_WITHIN_MS = 6e4;
/** As many as a Connect server serves one client without noticing. */
const AT_A_TIME = 8;
function connectSource(wire) {
	const budget = startBudget(wire.time, READ_WITHIN_MS);
	const inLane = createLanes(AT_A_TIME);
	const answers = /* @__PURE__ */ new Map();
	let away;
	const get = async (path) => {
		if (away !== void 0) return err(away);
		const json = await getJson(wire, path, budget);
		if (json.ok || json.error.code !== "CONNECT_UNREACHABLE") return json;
		away ??= json.error;
		return err(away);
	};
	const ask = (path, read) => {
		const known = answers.get(path);
		if (known !== void 0) return known;
		const answer = inLane(async () => {
			const json = await get(path);
			if (!json.ok) return json;
			const value = read(json.value);
			return value === void 0 ? err({
				code: "CONNECT_ANSWER_INVALID",
				url: wire.origin,
				cause: "the answer has another shape than the Connect API",
				attempts: 1
			}) : ok(value);
		});
		answers.set(path, answer);
		return answer;
	};
	const itemsPath = (vaultId) => `/v1/vaults/${encodeURIComponent(vaultId)}/items`;
	const itemPath = (vaultId, itemId) => `${itemsPath(vaultId)}/${encodeURIComponent(itemId)}`;
	return {
		items: (vaultId) => ask(itemsPath(vaultId), readItems),
		item: (vaultId, itemId) => ask(itemPath(vaultId, itemId), readItem),
		file: (vaultId, itemId, fileId) => ask(`${itemPath(vaultId, itemId)}/files/${encodeURIComponent(fileId)}?inline_files=true`, readContent)
	};
}
//#endregion
//#region actions/load-secrets/src/attribute.ts
/** What a reference asks for of its field, or why that can't be. */
function readField(field, attribute) {
	switch (attribute) {
		case void 0:
		case "value": return ok(field.value);
		case "otp": return field.code === null ? err("the field has no one-time password") : ok(field.code);
		case "type": return ok(secret(field.type));
		case "title": return ok(secret(field.name));
		case "id": return ok(secret(field.id));
		case "purpose": return ok(secret(field.purpose));
		case "content":
		case "size":
		case "name": return err(`only files have the attribute \`${attribute}\`, and it is a field`);
	}
}
/** The same of a file; `'content'` has to be asked for. */
function readFile(file, attribute) {
	switch (attribute) {
		case void 0:
		case "content": return ok("content");
		case "size": return ok(secret(String(file.size)));
		case "name": return ok(secret(file.name));
		case "id": return ok(secret(file.id));
		case "value":
		case "otp":
		case "type":
		case "title":
		case "purpose": return err(`only fields have the attribute \`${attribute}\`, and it is a file`);
	}
}
const UTF_8 = new TextDecoder("utf-8", {
	fatal: true,
	ignoreBOM: true
});
/** The text of a file's bytes in Base64, or why it is none. */
function readText(base64) {
	try {
		return ok(secret(UTF_8.decode(Buffer.from(base64.reveal(), "base64"))));
	} catch {
		return err("the file is no text");
	}
}
//#endregion
//#region actions/load-secrets/src/connect/named.ts
/**
* The one thing that a text names: by its id, else by its name, else by its name in another case, because references don't tell
* upper from lower case. Several of one name are never chosen from. Source: 1password.dev, "Secret reference syntax".
*/
function findNamed(text, things) {
	const exact = lookUp(text, things);
	if (exact.kind !== "none") return exact;
	const folded = foldAscii(text);
	const [thing, ...more] = things.filter(({ name }) => foldAscii(name) === folded);
	if (thing === void 0) return {
		kind: "none",
		nearest: nearestName(folded, things)
	};
	return more.length === 0 ? {
		kind: "one",
		thing
	} : {
		kind: "many",
		ids: [thing, ...more].map(({ id }) => id)
	};
}
/** Longer names aren't compared: it takes time with the square of their length. */
const COMPARED_MAX = 64;
/** The name with the fewest letters to change, where those are few. */
function nearestName(folded, things) {
	if (folded.length > COMPARED_MAX) return null;
	const allowed = folded.length < 4 ? 1 : 2;
	let best = null;
	for (const { name } of things) {
		if (Math.abs(name.length - folded.length) > allowed) continue;
		const changes = changesBetween(folded, foldAscii(name));
		if (changes <= allowed && (best === null || changes < best.changes)) best = {
			name,
			changes
		};
	}
	return best?.name ?? null;
}
/** How many letters have to be added, taken away or replaced (Levenshtein). */
function changesBetween(one, other) {
	let above = Array.from({ length: other.length + 1 }, (_, index) => index);
	for (let row = 1; row <= one.length; row += 1) {
		const line = [row];
		for (let column = 1; column <= other.length; column += 1) {
			const replaced = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
			line.push(Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, replaced));
		}
		above = line;
	}
	return above[other.length] ?? 0;
}
//#endregion
//#region actions/load-secrets/src/find.ts
/** The one thing that a part of a reference names. Fails with `SECRET_UNKNOWN` and `SECRET_AMBIGUOUS`. */
function find({ name: variable, text: reference }, { noun, text, where }, things) {
	const found = findNamed(text, things);
	switch (found.kind) {
		case "one": return ok(found.thing);
		case "many": return err({
			code: "SECRET_AMBIGUOUS",
			variable,
			reference,
			noun,
			text,
			ids: found.ids
		});
		case "none": return err({
			code: "SECRET_UNKNOWN",
			variable,
			reference,
			noun,
			text,
			where,
			nearest: found.nearest === null ? null : plain(found.nearest)
		});
	}
}
const findSection = (named, item, text) => find(named, {
	noun: "section",
	text,
	where: whereOf(item)
}, item.sections);
/**
* What a reference names within its item. A field goes before a file of its name; without a section, what has none comes first, and
* what is within one is found where its name is the only one. Source: 1password.dev, "Secret reference syntax".
*/
function findField(named, item, { section, field }) {
	const within = section === void 0 ? void 0 : findSection(named, item, section);
	if (within !== void 0 && !within.ok) return within;
	const places = within === void 0 ? [(one) => one.section === null, () => true] : [(one) => one.section === within.value.id];
	const sought = {
		noun: "field",
		text: field,
		where: section === void 0 ? whereOf(item) : `the section ${quote(section)} of ${whereOf(item)}`
	};
	const looks = [...places.map((place) => () => asField(find(named, sought, item.fields.filter(place)))), ...places.map((place) => () => asFile(find(named, sought, item.files.filter(place))))];
	let unknown;
	for (const look of looks) {
		const found = look();
		if (found.ok || found.error.code !== "SECRET_UNKNOWN") return found;
		if (unknown === void 0 || found.error.nearest !== null) unknown = found;
	}
	if (unknown === void 0) throw new Error("invariant: nothing was looked at");
	return unknown;
}
const whereOf = (item) => `the item ${quote(item.name)}`;
const asField = (found) => found.ok ? ok({
	kind: "field",
	field: found.value
}) : found;
const asFile = (found) => found.ok ? ok({
	kind: "file",
	file: found.value
}) : found;
//#endregion
//#region actions/load-secrets/src/loaded-secret.ts
/** Linux starts no program with a variable over 128 KiB, its name included. */
const VALUE_BYTES_MAX = 102400;
/**
* All of them, with their names. Linux starts no program whose variables and arguments are larger than a quarter of its stack, 2 MiB as
* a rule, and a job has other variables; of a job's outputs GitHub takes 1 MB each.
* Source: execve(2); docs.github.com, "Workflow syntax", `jobs.<job_id>.outputs`.
*/
const SECRETS_BYTES_MAX = 1048576;
/** Why secrets, each of which is there, can't be handed on together. No value is part of what it says. */
function refuseSecrets(secrets, as) {
	const failures = [];
	if (secrets.length > 1e3) failures.push({
		code: "SECRETS_TOO_MANY",
		given: secrets.length,
		limit: REFERENCES_MAX
	});
	const givenBytes = secrets.reduce((sum, secret) => sum + bytesOf(secret), 0);
	if (givenBytes > SECRETS_BYTES_MAX) failures.push({
		code: "SECRETS_TOO_LARGE",
		givenBytes,
		limitBytes: SECRETS_BYTES_MAX
	});
	const references = /* @__PURE__ */ new Map();
	for (const { name, reference, value } of secrets) {
		const key = as === "outputs" ? foldAscii(name) : name;
		const other = references.get(key);
		const problem = other === void 0 ? problemOf(value.reveal()) : `\`${other}\` sets the same name`;
		references.set(key, other ?? reference);
		if (problem !== void 0) failures.push({
			code: "SECRET_UNUSABLE",
			variable: name,
			reference,
			problem
		});
	}
	return failures;
}
const bytesOf = ({ name, value }) => name.length + Buffer.byteLength(value.reveal());
function problemOf(value) {
	const bytes = Buffer.byteLength(value);
	if (bytes > VALUE_BYTES_MAX) return `it has ${bytes} bytes, at most ${VALUE_BYTES_MAX} can be a variable`;
	if (value.includes("\0")) return "it has a zero byte, which no variable can hold";
	return /\p{Cs}/u.test(value) ? "it is no text that can be written in UTF-8" : void 0;
}
//#endregion
//#region actions/load-secrets/src/openssh-key.ts
const MAGIC = "openssh-key-v1\0";
/** Tells a wrong passphrase from a right one, and there is none here: the same key is the same text each time. */
const CHECK = Buffer.alloc(8);
/** What the private part is filled up to where nothing is encrypted. */
const BLOCK = 8;
/**
* A private key, Ed25519 or RSA, as OpenSSH's own programs write it, without a passphrase. One in that format stays as it is.
* Source: OpenSSH, PROTOCOL.key; RFC 8709 and RFC 4253 §6.6 for the public part.
*/
function toOpenSsh(key) {
	const pem = key.reveal();
	if (pem.includes("-----BEGIN OPENSSH PRIVATE KEY-----")) return ok(key);
	const jwk = readKey(pem);
	const parts = jwk === void 0 ? void 0 : partsOf(jwk);
	if (parts === void 0) return err("it is no private key of the kinds Ed25519 and RSA without a passphrase");
	const comment = text("");
	const unpadded = Buffer.concat([
		CHECK,
		...parts.private,
		comment
	]);
	const padding = Buffer.from(Array.from({ length: (BLOCK - unpadded.length % BLOCK) % BLOCK }, (_, index) => index + 1));
	const lines = Buffer.concat([
		Buffer.from(MAGIC),
		text("none"),
		text("none"),
		text(""),
		number(1),
		blob(Buffer.concat(parts.public)),
		blob(Buffer.concat([unpadded, padding]))
	]).toString("base64").match(/.{1,70}/g) ?? [];
	return ok(secret([
		"-----BEGIN OPENSSH PRIVATE KEY-----",
		...lines,
		"-----END OPENSSH PRIVATE KEY-----",
		""
	].join("\n")));
}
function readKey(pem) {
	try {
		return createPrivateKey(pem).export({ format: "jwk" });
	} catch {
		return;
	}
}
function partsOf({ kty, crv, x, d, n, e, p, q, qi }) {
	if (kty === "OKP" && crv === "Ed25519" && x !== void 0 && d !== void 0) {
		const point = bytes(x);
		const head = [text("ssh-ed25519"), blob(point)];
		return {
			public: head,
			private: [...head, blob(Buffer.concat([bytes(d), point]))]
		};
	}
	if (kty !== "RSA" || !n || !e || !d || !p || !q || !qi) return void 0;
	const name = text("ssh-rsa");
	return {
		public: [
			name,
			integer(e),
			integer(n)
		],
		private: [name, ...[
			n,
			e,
			d,
			qi,
			p,
			q
		].map(integer)]
	};
}
const bytes = (base64url) => Buffer.from(base64url, "base64url");
function number(value) {
	const four = Buffer.alloc(4);
	four.writeUInt32BE(value);
	return four;
}
/** With its length before it. Source: RFC 4251 §5, `string`. */
const blob = (value) => Buffer.concat([number(value.length), value]);
const text = (value) => blob(Buffer.from(value));
/** A number that isn't negative: a zero before a first bit that is set. Source: RFC 4251 §5, `mpint`. */
function integer(base64url) {
	const value = bytes(base64url);
	return blob((value[0] ?? 0) > 127 ? Buffer.concat([Buffer.alloc(1), value]) : value);
}
//#endregion
//#region actions/load-secrets/src/whole.ts
/**
* The fields of an item that have a value, as variables: what the workflow says, an underscore, and the field's name in capitals.
* What the workflow says comes first in every name, so that nobody who may edit an item sets a variable of another kind, such as
* `PATH`. A one-time password is its digits of this moment. Fails where a field has no name that a variable can have.
*/
function nameFields(prefix, fields) {
	const named = [];
	for (const field of fields) {
		const value = field.type === "OTP" ? field.code : field.value;
		if (value === null || value.reveal() === "") continue;
		const suffix = suffixOf(field.name === "" ? field.id : field.name);
		const name = `${prefix}_${suffix}`;
		if (suffix === "" || !isVariable(name)) return err(`its field ${quote(field.name)} makes no variable's name: load it by its id`);
		named.push({
			name,
			value
		});
	}
	return named.length === 0 ? err("it has no field with a value") : ok(named);
}
const suffixOf = (name) => name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_").replaceAll(/^_+|_+$/g, "");
//#endregion
//#region actions/load-secrets/src/resolve.ts
/**
* All of the secrets, or everything that is wrong: with the references, and with what they lead to. What a server says of many
* of them is told once.
*/
async function resolveSecrets(references, vaults, source, as) {
	const failures = /* @__PURE__ */ new Map();
	const secrets = [];
	const resolved = await Promise.all(references.map((named) => resolveNamed(named, vaults, source)));
	for (const result of resolved) if (result.ok) secrets.push(...result.value);
	else failures.set(describe(result.error), result.error);
	for (const failure of refuseSecrets(secrets, as)) failures.set(describe(failure), failure);
	const all = [...failures.values()];
	return isNonEmpty(all) ? err(all) : ok(secrets);
}
async function resolveNamed(named, vaults, source) {
	const found = await findItem(named, vaults, source);
	if (!found.ok) return found;
	const { vaultId, item } = found.value;
	if (named.kind === "whole") return readWhole(named, item);
	const value = await readOne(named, vaultId, item, source);
	return value.ok ? ok([{
		name: named.name,
		reference: named.text,
		value: value.value
	}]) : value;
}
async function findItem(named, vaults, source) {
	const { vault: vaultText, item: itemText } = named.reference;
	const vault = find(named, {
		noun: "vault",
		text: vaultText,
		where: "what the token reaches"
	}, vaults);
	if (!vault.ok) return vault;
	const items = await source.items(vault.value.id);
	if (!items.ok) return items;
	const inUse = items.value.filter(({ retired }) => !retired);
	const overview = find(named, {
		noun: "item",
		text: itemText,
		where: `the vault ${quote(vault.value.name)}`
	}, inUse);
	if (!overview.ok) return overview;
	const item = await source.item(vault.value.id, overview.value.id);
	return item.ok ? ok({
		vaultId: vault.value.id,
		item: item.value
	}) : item;
}
async function readOne(named, vaultId, item, source) {
	const found = findField(named, item, named.reference);
	if (!found.ok) return found;
	const { attribute } = named.reference;
	if (found.value.kind === "field") {
		const value = readField(found.value.field, attribute);
		return usable(named, named.format === "openssh" && value.ok ? toOpenSsh(value.value) : value);
	}
	if (named.format === "openssh") return usable(named, err("only a field is a private key, and it is a file"));
	const { file } = found.value;
	const part = readFile(file, attribute);
	if (!part.ok) return usable(named, part);
	if (part.value !== "content") return ok(part.value);
	const content = await source.file(vaultId, item.id, file.id);
	if (!content.ok) return content;
	return file.size > 0 && content.value.reveal() === "" ? usable(named, err(`the file has ${file.size} bytes, more than a variable can hold`)) : usable(named, readText(content.value));
}
function readWhole(named, item) {
	const { section } = named.reference;
	const within = section === void 0 ? void 0 : findSection(named, item, section);
	if (within !== void 0 && !within.ok) return within;
	const fields = item.fields.filter((field) => within === void 0 || field.section === within.value.id);
	const variables = usable(named, nameFields(named.name, fields));
	return variables.ok ? ok(variables.value.map((one) => ({
		...one,
		reference: named.text
	}))) : variables;
}
const usable = (named, result) => result.ok ? result : err({
	code: "SECRET_UNUSABLE",
	variable: named.name,
	reference: named.text,
	problem: result.error
});
//#endregion
//#region actions/load-secrets/src/read.ts
/** The secrets of all references, with a token that reaches the vaults that they name, for reading, and nothing else. */
async function readSecrets(desk, { references, as }, http) {
	const expiresBy = latestExpiry(desk, desk.lifetime);
	const memory = rememberHandles(desk.brokerUrl, expiresBy);
	return {
		secrets: await read(desk, {
			references,
			as
		}, memory, http),
		giveBack: async () => {
			if (memory.handles().length === 0) return "revoked";
			const { brokerUrl } = desk;
			const givenBack = tellLeft(await giveBack({
				brokerUrl,
				handles: memory.handles()
			}, http), expiresBy);
			if (givenBack !== "left") memory.ended();
			return givenBack;
		}
	};
}
async function read(desk, { references, as }, memory, http) {
	const scope = parseScopeEntries(vaultsOf(references).map((vault) => `${vault},r`));
	if (!scope.ok) return err(mapNonEmpty(scope.error, (failure) => failure));
	const request = {
		server: desk.server,
		scope: scope.value,
		lifetime: desk.lifetime
	};
	const minted = await mintToken(desk, request, memory);
	if (!minted.ok) return err([minted.error]);
	const { token, connectUrl, vaults } = minted.value;
	const secrets = await resolveSecrets(references, vaults, connectSource({
		origin: desk.connectHost ?? connectUrl,
		token,
		http,
		time: systemTime
	}), as);
	return secrets.ok ? ok({
		secrets: secrets.value,
		grant: minted.value
	}) : secrets;
}
//#endregion
//#region actions/load-secrets/src/summary.ts
/** A page that somebody reads; the log names the rest. */
const ROWS_MAX = 50;
const BECAME = {
	revoked: "The token is revoked.",
	revoking: "The token is being revoked: the broker keeps at it until the account confirms.",
	left: "The token is not revoked yet: the post step tries again."
};
/** What the job's page says of the secrets: which variables, from where, by which right, and what became of the token. */
function formatSummary({ secrets, as, grant, givenBack }) {
	const rows = secrets.slice(0, ROWS_MAX).map(({ name, reference }) => [asText(name), asText(reference)]);
	const more = secrets.length > ROWS_MAX ? [[`and ${secrets.length - ROWS_MAX} more`, ""]] : [];
	const by = grant.rule === null ? "" : `, by the rule **${asText(grant.rule)}**`;
	const vaults = grant.vaults.map(({ name }) => asText(name)).join(", ");
	return [
		"### Secrets",
		"",
		...formatTable([as === "variables" ? "variable" : "output", "from"], [...rows, ...more]),
		"",
		`Read on the Connect server **${asText(grant.server.name)}** with a token for **${vaults}**${by}. ${BECAME[givenBack]}`
	];
}
//#endregion
//#region actions/load-secrets/src/load.ts
/**
* The main step: references → token → read → mask → publish → give back. The token never leaves this process. It reads no signal:
* dying at any point is safe, because the handle is in the runner's state file before the broker hears of it.
*/
async function main() {
	process.exitCode = ExitCode.Failure;
	const read = (name) => getInput(name, { trimWhitespace: false });
	const files = envFiles(read("env-file"), process.env["OP_ENV_FILE"]);
	const references = await referencesIn(process.env, files);
	const inputs = parseInputs(read, { loads: !references.ok || references.value.length > 0 });
	const failures = [...refuseLeftOvers(process.env), ...references.ok ? [] : references.error];
	if (!inputs.ok) reportMistakes(inputs.error);
	if (isNonEmpty(failures)) reportFailures(failures);
	if (!inputs.ok || !references.ok || isNonEmpty(failures)) return;
	const { desk, as, unsetPrevious } = inputs.value;
	if (unsetPrevious) unsetManaged(process.env);
	if (desk !== void 0) {
		if (!await load(desk, references.value, as)) return;
	} else if (!unsetPrevious) warning("there is no `op://` reference in the environment of this step: nothing is loaded");
	process.exitCode = ExitCode.Success;
}
async function load(desk, references, as) {
	const http = createHttp(systemTime);
	const { secrets: read, giveBack } = await readSecrets(desk, {
		references,
		as
	}, http);
	if (read.ok) publish(read.value.secrets, as);
	else reportFailures(read.error);
	const givenBack = await giveBack();
	await http.close();
	if (!read.ok) return false;
	tellGivenBack("the token that read them", givenBack);
	await writePage(formatSummary({
		...read.value,
		as,
		givenBack
	}));
	return true;
}
//#endregion
//#region actions/load-secrets/src/entry/main.ts
await runStep(main);
//#endregion
export {};
