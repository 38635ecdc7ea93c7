import { $ as _string, $n as normalizeParams, Bt as $ZodNever, Dn as safeParseAsync, E as _gte, En as safeParse, Et as $ZodEnum, Gt as $ZodObject, H as _maxLength, Hn as constantCatch, Ht as $ZodNullable, K as _never, Mt as $ZodISODateTime, N as _isoDateTime, Pn as $constructor, Qt as $ZodStringFormat, R as _length, Rt as $ZodLiteral, Tn as parseAsync, U as _minLength, Ut as $ZodNumber, V as _lte, Vn as clone, Wt as $ZodNumberFormat, X as _regex, Y as _refine, Zt as $ZodString, a as existsSync, bt as $ZodCatch, c as EOL, d as causeOf, dr as isNonEmpty, en as $ZodType, f as lateCause, fr as ok, i as constants, k as _int, l as ANSWER_BYTES_MAX$1, o as promises, p as tooLargeCause, pt as $ZodArray, qn as installLazyProp, qt as $ZodOptional, r as appendFileSync, t as attemptsOf, tr as own, u as CONNECT_WITHIN_MS, ur as err, wn as parse, xt as $ZodCustom } from "./shared.js";
//#region packages/broker-client/src/backoff.ts
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 5e3;
/**
* How long to wait after the nth failure, counted from 1, in milliseconds: doubling, with the upper half left to chance, so
* that the jobs of a matrix don't come back all at once. What the server asks for (`Retry-After`) is the least.
*/
function backoffMs(failures, random, retryAfterMs = null) {
	const full = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (failures - 1));
	return Math.max(full * (.5 + random / 2), retryAfterMs ?? 0);
}
/** `Retry-After` in milliseconds; `null` where there is none, or a date: our broker and GitHub send seconds (RFC 9110 §10.2.3). */
const parseRetryAfter = (header) => header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1e3 : null;
//#endregion
//#region \0node-on-demand:crypto
const builtin$2 = () => globalThis.process.getBuiltinModule("node:crypto");
const randomUUID = (...given) => builtin$2().randomUUID(...given);
//#endregion
//#region packages/protocol/src/origin.ts
/** Whether a host, as `URL.hostname` gives it, can only be this machine. */
const isLoopback = (hostname) => hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
/** Whether what is sent there is read by nobody on the way: https, or this machine. */
const isSecure = ({ protocol, hostname }) => protocol === "https:" || protocol === "http:" && isLoopback(hostname);
/**
* Scheme, host and port and nothing else, in plain ASCII. `URL` reads a good deal more than it shows: it drops spaces and line
* ends, turns backslashes into slashes, folds letters of other scripts into ASCII. What looks like one host must not be another.
*/
const PLAIN_ORIGIN = /^https?:\/\/[A-Za-z0-9.\-_[\]:]+\/?$/i;
/**
* The origin of a URL that is one: https, or http on loopback, with no path, query, fragment or user. `null` for all else (T37).
* A trailing slash is dropped, so that paths can be appended; scheme and host come back in lower case, without a default port.
*/
function secureOrigin(text) {
	if (!PLAIN_ORIGIN.test(text) || !URL.canParse(text)) return null;
	const url = new URL(text);
	return isSecure(url) ? url.origin : null;
}
//#endregion
//#region packages/core/src/access.ts
const permissionsOf = (access) => {
	switch (access) {
		case "r": return ["read"];
		case "w": return ["write"];
		case "rw": return ["read", "write"];
	}
};
//#endregion
//#region packages/core/src/quote.ts
const QUOTE_MAX = 120;
/** Long enough for any reason that a program gives, short enough for one line of a log. */
const PLAIN_MAX = 500;
const LIST_MAX = 20;
/** The two joiners of scripts and emoji are format characters as well, and do no harm: `👩‍💻 Team` is a name. */
const STEERING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/u;
const EACH_STEERING = new RegExp(STEERING, "gu");
/**
* Whether a text holds what steers a terminal or a log, or doesn't survive the way through UTF-8: control and format
* characters, line breaks, halves of a surrogate pair.
*/
const isSteering = (text) => STEERING.test(text);
/** Somebody else's words as they can stand in one line of a terminal or a log: no control characters, not endless (T32, T33). */
const plain = (text) => cut(text, PLAIN_MAX);
/** The user's text in backticks, of which it has none itself. */
const quote = (text) => `\`${cut(text, QUOTE_MAX).replaceAll("`", "'")}\``;
/** Texts in backticks, with the number of those left out. */
function quoteList(texts) {
	const shown = texts.slice(0, LIST_MAX).map(quote).join(", ");
	return texts.length > LIST_MAX ? `${shown} and ${texts.length - LIST_MAX} more` : shown;
}
/** Cuts before it cleans: a pair that is cut in half is cleaned away with the rest. */
function cut(text, max) {
	return (text.length > max ? `${text.slice(0, max)}…` : text).replace(EACH_STEERING, "�");
}
//#endregion
//#region packages/core/src/time.ts
/** Throws on a broken invariant: a clock that answers something other than a whole, safe number. */
function instant(ms) {
	if (!Number.isSafeInteger(ms)) throw new RangeError(`not an instant: ${ms}`);
	return ms;
}
/** Throws on a broken invariant: a negative or fractional number of seconds. */
function seconds(count) {
	if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`not a number of seconds: ${count}`);
	return count;
}
/** For durations that nobody writes down. Throws on a broken invariant: a negative or fractional number. */
const milliseconds = (count) => seconds(count) / 1e3;
/** Seconds from one instant to a later one, rounded down; 0 where it isn't later. */
const secondsUntil = (from, to) => seconds(Math.max(0, Math.floor((to - from) / 1e3)));
/** The start of the instant's second: a JWT's `exp` counts whole seconds, and rounding up would lengthen a life. */
const floorToSecond = (at) => instant(Math.floor(at / 1e3) * 1e3);
const UNITS = [
	{
		letter: "w",
		size: 604800
	},
	{
		letter: "d",
		size: 86400
	},
	{
		letter: "h",
		size: 3600
	},
	{
		letter: "m",
		size: 60
	},
	{
		letter: "s",
		size: 1
	}
];
seconds(31536e5);
/** The shortest text that `parseDuration` reads back as the same length; `0s` for none. */
function formatDuration(span) {
	let rest = span;
	let text = "";
	for (const { letter, size } of UNITS) {
		const count = Math.floor(rest / size);
		if (count > 0) text += `${count}${letter}`;
		rest -= count * size;
	}
	return text === "" ? "0s" : text;
}
//#endregion
//#region packages/core/src/describe.ts
/** One sentence for a person: lower case, no full stop, the user's text in backticks, what was given and what is allowed. */
function describe(failure) {
	const text = TEXTS[failure.code];
	return text(failure);
}
/** All the codes there are, for tables that must be complete. */
const failureCodes = () => Object.keys(TEXTS);
const orNearest = (nearest) => nearest === null ? "" : `; did you mean ${quote(nearest)}?`;
const tries = (attempts) => attempts === 1 ? "1 attempt" : `${attempts} attempts`;
const PERMISSIONS_BLOCK = "permissions:\n  contents: read\n  id-token: write";
const TEXTS = {
	VAULTS_EMPTY: () => "no vault is named: give at least one line `<vault>[,<r|w|rw>]`",
	VAULTS_TOO_MANY: ({ given, limit }) => `${given} vaults are named, a token reaches at most ${limit}`,
	VAULT_LINE_MALFORMED: ({ line, text, suggestion }) => `line ${line}: ${quote(text)} is not \`<vault>[,<r|w|rw>]\`${suggested(suggestion)}`,
	VAULT_REPEATED: ({ vault, line, firstLine }) => `line ${line}: the vault ${quote(vault)} is named on line ${firstLine} already`,
	VAULT_UNKNOWN: ({ vault, nearest }) => `there is no vault ${quote(vault)} in this account${orNearest(nearest)}`,
	VAULT_AMBIGUOUS: ({ vault, ids }) => `more than one vault is named ${quote(vault)}; give one of the ids ${quoteList(ids)}`,
	VAULT_BUILT_IN: ({ vault, type }) => `the vault ${quote(vault)} is built in (${type === null ? "of unknown type" : quote(type)}) and can't be granted; only vaults that people created can`,
	VAULT_NOT_GRANTED: ({ vault, server }) => `the server ${quote(server)} is not granted the vault ${quote(vault)}`,
	PERMISSION_NOT_GRANTED: ({ vault, server, asked, granted }) => `${permissionsOf(asked).join(" and ")} is asked in the vault ${quote(vault)}, the server ${quote(server)} may only ${permissionsOf(granted).join(" and ")} there`,
	SERVER_UNKNOWN: ({ server, nearest }) => `there is no Connect server ${quote(server)}${orNearest(nearest)}`,
	SERVER_AMBIGUOUS: ({ server, ids }) => `more than one Connect server is named ${quote(server)}; give one of the ids ${quoteList(ids)}`,
	SERVER_REQUIRED: ({ servers }) => servers.length === 0 ? "no Connect server is named, and the policy grants none that exists" : `no Connect server is named, and the policy grants several: name one of ${quoteList(servers)}`,
	DURATION_MALFORMED: ({ text }) => `${quote(text)} is not a duration: write numbers with the units w, d, h, m, s from long to short, such as \`15m\` or \`1h30m\``,
	LIFETIME_OUT_OF_RANGE: ({ given, min, max }) => `a lifetime of ${formatDuration(given)} is not allowed: from ${formatDuration(min)} to ${formatDuration(max)}`,
	NAME_INVALID: ({ thing, name, problem }) => `the name ${quote(name)} of a ${thing} ${plain(problem)}`,
	TOKEN_AMBIGUOUS: ({ token, ids }) => `more than one token is named ${quote(token)}; give one of the ids ${quoteList(ids)}`,
	GROUP_UNKNOWN: ({ group, nearest }) => `there is no group ${quote(group)}${orNearest(nearest)}`,
	GROUP_AMBIGUOUS: ({ group, ids }) => `more than one group is named ${quote(group)}; give one of the ids ${quoteList(ids)}`,
	PERSON_UNKNOWN: ({ person, nearest }) => `there is no person ${quote(person)}${orNearest(nearest)}`,
	PERSON_AMBIGUOUS: ({ person, ids }) => `more than one person is named ${quote(person)}; give one of the ids ${quoteList(ids)}`,
	VAULTS_FIXED: ({ server, vault }) => `the vaults of the server ${quote(server)} are fixed, and ${quote(vault)} isn't one that it began with: make a new server for it`,
	OWNERS_EMPTY: ({ group }) => `the group ${quote(group)} needs at least one member: Owners manage everything`,
	NOT_A_MANAGER: ({ server }) => server === null ? "only a Secrets Automation manager may do this" : `only a manager of the server ${quote(server)} may do this`,
	LEASE_UNKNOWN: ({ lease }) => `there is no lease ${quote(lease)}`,
	END_NOTE_INVALID: ({ problem }) => `the reason ${plain(problem)}`,
	CREDENTIALS_FILE_EXISTS: ({ path }) => `${quote(path)} exists already: move it away, or overwrite it with \`--force\``,
	FILE_UNWRITABLE: ({ path, cause }) => `${quote(path)} can't be written: ${plain(cause)}`,
	CONFIRMATION_NEEDED: ({ action }) => `${plain(action)} needs a yes, and nobody is at a terminal to give it: add \`--yes\``,
	CHANGE_IMPOSSIBLE: ({ thing, name, problem }) => `the ${thing} ${quote(name)} ${plain(problem)}`,
	ITEM_UNKNOWN: ({ item, vault }) => `there is no item ${quote(item)} in ${vault === null ? "this account" : `the vault ${quote(vault)}`}`,
	ITEM_AMBIGUOUS: ({ item, ids }) => `more than one item is titled ${quote(item)}; give one of the ids ${quoteList(ids)}`,
	ITEM_INVALID: ({ item, path, problem }) => `the item ${quote(item)}${path === "" ? "" : `, ${plain(path)}:`} ${plain(problem)}`,
	SECRET_REFERENCE_MALFORMED: ({ reference, problem, variable }) => `${variable === void 0 ? "" : `${quote(variable)}: `}${reference === null ? "the text" : `the secret reference ${quote(reference)}`} ${plain(problem)}`,
	USAGE_INVALID: ({ problem, instead }) => instead === null ? plain(problem) : `${plain(problem)}; write ${quote(instead)}`,
	POLICY_DENIED: () => "the trust policy does not allow this",
	CREDITS_EXHAUSTED: ({ holder, limit, used, needed, retryAfter }) => `the ${limit} vault access credits of ${holderText(holder)} don't suffice: ${used} in use, ${needed} more needed` + (retryAfter === null ? "" : `; there may be room in ${formatDuration(retryAfter)}`),
	OPEN_LEASES_TOO_MANY: ({ holder, open, limit }) => `this ${holder} holds ${open} tokens already, at most ${limit} at a time`,
	ID_TOKEN_MALFORMED: ({ problem }) => `the ID token can't be read: ${plain(problem)}`,
	ID_TOKEN_ALGORITHM: ({ algorithm, allowed }) => `the ID token is signed with ${quote(algorithm)}, allowed is ${quoteList(allowed)}`,
	ID_TOKEN_ISSUER_UNKNOWN: ({ issuer }) => `the ID token's issuer ${quote(issuer)} is not one that this broker trusts`,
	ID_TOKEN_KEY_UNKNOWN: ({ issuer, kid }) => `the issuer ${quote(issuer)} publishes no key ${quote(kid)}`,
	ID_TOKEN_SIGNATURE_INVALID: ({ issuer }) => `the ID token's signature is not of the issuer ${quote(issuer)}`,
	ID_TOKEN_AUDIENCE: ({ seen, expected }) => `the ID token is for the audience ${quote(seen)}, this broker is ${quote(expected)}`,
	ID_TOKEN_EXPIRED: ({ expiredAt, now }) => `the ID token expired ${formatDuration(secondsUntil(expiredAt, now))} ago`,
	ID_TOKEN_NOT_YET_VALID: ({ validFrom, now }) => `the ID token is valid only in ${formatDuration(secondsUntil(now, validFrom))}: compare the clocks`,
	ID_TOKEN_TOO_OLD: ({ age, max }) => `the ID token is ${formatDuration(age)} old, at most ${formatDuration(max)} is accepted`,
	ID_TOKEN_CLAIM_INVALID: ({ claim, problem }) => `the ID token's claim ${quote(claim)} ${plain(problem)}`,
	ID_TOKEN_REPLAYED: () => "the ID token was used before: each serves once, ask GitHub for a new one",
	ISSUER_UNAVAILABLE: ({ issuer, cause }) => `the keys of the issuer ${quote(issuer)} can't be fetched: ${plain(cause)}`,
	HANDLE_USED: () => "this Idempotency-Key has bought a token already, and an answer is never repeated: use a new handle",
	HANDLE_ENDED: () => "this Idempotency-Key was ended before its mint: use a new handle",
	JOB_OVER: () => "GitHub has said that this job is over",
	LEASE_ENDED: () => "the lease was ended while its token was being made",
	OUTCOME_UNKNOWN: () => "the control plane did not say whether it made the token; if it did, it is being revoked",
	SCOPE_MISMATCH: () => "the control plane made a token with another scope than asked; it is being revoked",
	TOMBSTONES_FULL: ({ limit }) => `${limit} unknown handles are remembered, and no more fit at the moment`,
	RATE_LIMITED: ({ limit }) => `too many requests: ${plain(limit)}`,
	TOKEN_UNKNOWN: ({ token }) => `there is no token ${quote(token)}`,
	EFFECT_UNKNOWN: () => "whether the change was made is not known: look before you try again",
	CONTROL_PLANE_UNAVAILABLE: ({ cause }) => `the 1Password account does not answer: ${plain(cause)}`,
	STORE_UNAVAILABLE: ({ cause }) => `the broker's database does not answer: ${plain(cause)}`,
	AUDIT_UNAVAILABLE: ({ cause }) => `the audit trail can't be written: ${plain(cause)}`,
	AUDIT_DAMAGED: ({ problem }) => `the audit trail is not as it was: ${plain(problem)}`,
	WEBHOOK_REFUSED: ({ problem }) => `the webhook's delivery can't be believed: ${plain(problem)}`,
	GITHUB_UNAVAILABLE: ({ issuer, cause }) => `GitHub (${quote(issuer)}) can't be asked whether runs are over: ${plain(cause)}`,
	REQUEST_MALFORMED: ({ problem }) => plain(problem),
	REQUEST_TOO_LARGE: ({ limitBytes }) => `the request is larger than ${limitBytes} bytes`,
	REQUEST_TOO_SLOW: () => "the request took too long to arrive",
	GRANT_TYPE_UNSUPPORTED: ({ given, allowed }) => `the grant type ${quote(given)} is not ${quote(allowed)}`,
	CLIENT_AUTHENTICATION_REFUSED: ({ given }) => `clients are public here: send no ${plain(given)}`,
	AUTHORIZATION_DETAILS_MALFORMED: ({ problem }) => `authorization_details: ${plain(problem)}`,
	ROUTE_UNKNOWN: ({ method, path }) => `there is nothing at ${quote(`${method} ${path}`)}`,
	INTERNAL: () => "something broke in here; the log tells more under the event id",
	INPUT_MISSING: ({ input, example }) => `the input ${quote(input)} is missing, such as ${quote(example)}`,
	INPUT_INVALID: ({ input, given, allowed }) => `the input ${quote(input)} is ${quote(given)}, allowed is ${plain(allowed)}`,
	INPUT_REFUSED: ({ input, reason }) => `the input ${quote(input)} is refused: ${plain(reason)}`,
	VARIABLE_TAKEN: ({ variable }) => `${quote(variable)} is set already, and not by this step: give this one an \`env-prefix\`, use its outputs, or say \`overwrite: true\``,
	COMMAND_UNSTARTED: ({ command, cause }) => `the command ${quote(command)} can't be started: ${plain(cause)}`,
	COMMAND_FAILED: ({ exitCode, signal }) => signal === null ? `the command ended with exit code ${exitCode}` : `the command was ended by ${plain(signal)}`,
	OIDC_PERMISSION_MISSING: () => `this job can't prove who it is, because it has no permission to ask GitHub for an ID token; add to the job:\n${PERMISSIONS_BLOCK}`,
	OIDC_REQUEST_FAILED: ({ cause, attempts }) => `GitHub gave no ID token in ${tries(attempts)}: ${plain(cause)}`,
	URL_INSECURE: ({ url, name }) => `${plain(name)} ${quote(url)} is not an https:// URL of an origin (http:// is for loopback only)`,
	BROKER_UNREACHABLE: ({ url, cause, attempts }) => `the broker ${quote(url)} gave no answer in ${tries(attempts)}: ${plain(cause)}`,
	BROKER_ANSWER_INVALID: ({ url, cause, attempts }) => `the broker ${quote(url)} gave no usable answer in ${tries(attempts)}: ${plain(cause)}`,
	BROKER_REFUSED: ({ url, refusal, messages, eventId }) => `the broker ${quote(url)} refused (${plain(refusal)}${eventId === null ? "" : `, event ${plain(eventId)}`}): ${tell$1(messages)}`,
	SECRET_UNKNOWN: ({ variable, reference, noun, text, where, nearest }) => `${quote(variable)}: there is no ${plain(noun)} ${quote(text)} in ${plain(where)}, for ${quote(reference)}${orNearest(nearest)}`,
	SECRET_AMBIGUOUS: ({ variable, reference, noun, text, ids }) => `${quote(variable)}: more than one ${plain(noun)} is named ${quote(text)}, for ${quote(reference)}; give one of the ids ${quoteList(ids)}`,
	SECRET_UNUSABLE: ({ variable, reference, problem }) => `${quote(variable)}: ${quote(reference)} can't be loaded: ${plain(problem)}`,
	SECRETS_TOO_MANY: ({ given, limit }) => `${given} secrets are asked for, one step loads at most ${limit}`,
	SECRETS_TOO_LARGE: ({ givenBytes, limitBytes }) => `the secrets have ${givenBytes} bytes together, one step loads at most ${limitBytes}`,
	CREDENTIAL_LEFT_OVER: ({ variable }) => `${quote(variable)} is set, and is never used here: delete the line ${quote(`${variable}: …`)} from the \`env:\` of the step, the job or the workflow, or the step that exports it`,
	CONNECT_UNREACHABLE: ({ url, cause, attempts }) => `the Connect server ${quote(url)} gave no answer in ${tries(attempts)}: ${plain(cause)}`,
	CONNECT_ANSWER_INVALID: ({ url, cause, attempts }) => `the Connect server ${quote(url)} gave no usable answer in ${tries(attempts)}: ${plain(cause)}`,
	CONNECT_REFUSED: ({ url, status, message }) => `the Connect server ${quote(url)} refused (${status}): ${plain(message)}`,
	CREDENTIAL_INVALID: ({ problem }) => `the management credential ${plain(problem)}`,
	CREDENTIAL_EXPIRED: ({ expiredAt, now }) => `the management credential expired ${formatDuration(secondsUntil(expiredAt, now))} ago: make a new one with \`connect credential create\``,
	CREDENTIAL_RIGHT_MISSING: ({ right }) => right === "owner" ? "only the owner of the data directory may do this" : `the management credential has no right ${quote(right)}`,
	PRECONDITION_FAILED: () => "it was changed since you read it: read it again, and decide again",
	FILE_UNREADABLE: ({ path, cause }) => `${quote(path)} can't be read: ${plain(cause)}`,
	FILE_MALFORMED: ({ path, line, column, problem }) => `${plain(path)}:${line}:${column}: ${plain(problem)}`,
	SCHEMA_NEWER: ({ path, found, supported }) => `${quote(path)} has schema version ${found}, this program knows up to ${supported}: run the version that wrote it, or a later one`,
	DATA_DIRECTORY_OWNED: ({ path, pid }) => `the data directory ${quote(path)} belongs to a running process${pid === null ? "" : ` (${pid})`}: one process owns a data directory`,
	DATA_DIRECTORY_UNUSABLE: ({ path, cause }) => `the data directory ${quote(path)} can't be used: ${plain(cause)}`,
	DATABASE_UNUSABLE: ({ database, cause }) => `the database ${quote(database)} can't be used: ${plain(cause)}`,
	SEALING_KEY_INVALID: ({ source, problem }) => `the sealing key from ${quote(source)} ${plain(problem)}; make one with \`openssl rand -base64 32\``,
	SEALING_KEY_WRONG: ({ path }) => `the sealing key is not the one that ${quote(path)} was sealed with`,
	CONNECT_URL_INVALID: ({ server, problem }) => `the Connect URL of the server ${quote(server)} ${plain(problem)}`,
	LISTEN_FAILED: ({ address, cause }) => `can't listen on ${quote(address)}: ${plain(cause)}`
};
function holderText(holder) {
	switch (holder.kind) {
		case "account": return "the plan";
		case "rule": return `the rule ${quote(holder.rule)}`;
		case "server": return `the server ${quote(holder.serverId)}`;
		case "vault": return `the vault ${quote(holder.vaultId)}`;
	}
}
function suggested(suggestion) {
	if (suggestion === null) return "";
	const lines = suggestion.split("\n");
	return lines.length === 1 ? `; did you mean ${quote(suggestion)}?` : `; one vault a line: ${quoteList(lines)}`;
}
const MESSAGES_MAX$1 = 20;
/** Another program's sentences: as many as a person reads, and no control character of its (T33). */
function tell$1(messages) {
	const told = messages.slice(0, MESSAGES_MAX$1).map(plain).join("; ");
	return messages.length > MESSAGES_MAX$1 ? `${told}; and ${messages.length - MESSAGES_MAX$1} more` : told;
}
//#endregion
//#region packages/core/src/expiry.ts
/** Below a minute a token would die during the first read of a slow job. */
const LEASE_LIFETIME_MIN = seconds(60);
/** The longest GitHub-hosted job takes 6 hours, a self-hosted one days; what needs more than one day mints again. */
const LEASE_LIFETIME_MAX = seconds(86400);
seconds(900);
seconds(3600);
//#endregion
//#region packages/core/src/secret.ts
const REDACTED = "[redacted]";
/**
* A value that can't be printed by accident: as text, as JSON and in Node's `inspect` it reads `[redacted]`.
* It says nothing about memory; it stops the slip of the pen, not a debugger.
*/
var Secret = class {
	#value;
	constructor(value) {
		this.#value = value;
	}
	/** The value itself. Each call is a place to review: it goes to a signature, a hash, a request's body or a file. */
	reveal() {
		return this.#value;
	}
	toString() {
		return REDACTED;
	}
	toJSON() {
		return REDACTED;
	}
	[Symbol.for("nodejs.util.inspect.custom")]() {
		return REDACTED;
	}
};
const secret = (value) => new Secret(value);
//#endregion
//#region packages/core/src/sweep.ts
const DAY_MS = 864e5;
/** Whether what is remembered is long enough to call a token unused of which no use is known. */
const reachesBack = ({ days, usesSince }, now) => usesSince <= now - days * DAY_MS;
/**
* `unused`: `null` where nobody asks, or where the account knows nothing of uses. Where no use is known, the last one may have been right
* before what is remembered: so many days have to have passed since then, too, and since the token was made.
*/
function concernsAbout(token, unused, now) {
	const concerns = token.expiresAt === null ? ["no-expiry"] : [];
	if (unused !== null) {
		if ((token.lastUsedAt ?? Math.max(token.createdAt, unused.usesSince)) <= now - unused.days * DAY_MS) concerns.push("unused");
	}
	return concerns;
}
//#endregion
//#region node_modules/zod/v4/mini/schemas.js
const ZodMiniType = /*@__PURE__*/ $constructor("ZodMiniType", (inst, def) => {
	if (!inst._zod) throw new Error("Uninitialized schema in ZodMiniType.");
	$ZodType.init(inst, def);
	inst.def = def;
	inst.type = def.type;
}, {
	get with() {
		return this.check;
	},
	set with(value) {
		own(this, "with", value);
	},
	parse(data, params) {
		return parse(this, data, params, { callee: this.parse });
	},
	parseAsync(data, params) {
		return parseAsync(this, data, params, { callee: this.parseAsync });
	},
	safeParse(data, params) {
		return safeParse(this, data, params);
	},
	safeParseAsync(data, params) {
		return safeParseAsync(this, data, params);
	},
	check(...checks) {
		const def = this.def;
		return this.clone({
			...def,
			checks: [...def.checks ?? [], ...checks.map((ch) => typeof ch === "function" ? { _zod: {
				check: ch,
				def: { check: "custom" },
				onattach: []
			} } : ch)]
		}, { parent: true });
	},
	clone(_def, params) {
		return clone(this, _def, params);
	},
	brand() {
		return this;
	},
	register(reg, meta) {
		reg.add(this, meta);
		return this;
	},
	apply(fn, ...args) {
		return args.length === 0 ? fn(this) : fn(this, ...args);
	}
});
const ZodMiniString = /*@__PURE__*/ $constructor("ZodMiniString", (inst, def) => {
	$ZodString.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function string(params) {
	return _string(ZodMiniString, params);
}
const ZodMiniStringFormat = /*@__PURE__*/ $constructor("ZodMiniStringFormat", (inst, def) => {
	$ZodStringFormat.init(inst, def);
	ZodMiniString.init(inst, def);
});
const ZodMiniNumber = /*@__PURE__*/ $constructor("ZodMiniNumber", (inst, def) => {
	$ZodNumber.init(inst, def);
	ZodMiniType.init(inst, def);
});
const ZodMiniNumberFormat = /*@__PURE__*/ $constructor("ZodMiniNumberFormat", (inst, def) => {
	$ZodNumberFormat.init(inst, def);
	ZodMiniNumber.init(inst, def);
});
function int(params) {
	return _int(ZodMiniNumberFormat, params);
}
const ZodMiniNever = /*@__PURE__*/ $constructor("ZodMiniNever", (inst, def) => {
	$ZodNever.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function never(params) {
	return _never(ZodMiniNever, params);
}
const ZodMiniArray = /*@__PURE__*/ $constructor("ZodMiniArray", (inst, def) => {
	$ZodArray.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function array(element, params) {
	return new ZodMiniArray({
		type: "array",
		element,
		...normalizeParams(params)
	});
}
const ZodMiniObject = /*@__PURE__*/ $constructor("ZodMiniObject", (inst, def) => {
	$ZodObject.init(inst, def);
	ZodMiniType.init(inst, def);
	installLazyProp(inst, "shape", (self) => self._zod.def.shape, false);
});
// @__NO_SIDE_EFFECTS__
function object(shape, params) {
	const def = {
		type: "object",
		shape: shape ?? {},
		...normalizeParams(params)
	};
	return new ZodMiniObject(def);
}
// @__NO_SIDE_EFFECTS__
function strictObject(shape, params) {
	return new ZodMiniObject({
		type: "object",
		shape,
		catchall: /* @__PURE__ */ never(),
		...normalizeParams(params)
	});
}
const ZodMiniEnum = /*@__PURE__*/ $constructor("ZodMiniEnum", (inst, def) => {
	$ZodEnum.init(inst, def);
	ZodMiniType.init(inst, def);
	inst.options = [...inst._zod.values];
});
// @__NO_SIDE_EFFECTS__
function _enum(values, params) {
	const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
	return new ZodMiniEnum({
		type: "enum",
		entries,
		...normalizeParams(params)
	});
}
const ZodMiniLiteral = /*@__PURE__*/ $constructor("ZodMiniLiteral", (inst, def) => {
	$ZodLiteral.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function literal(value, params) {
	return new ZodMiniLiteral({
		type: "literal",
		values: Array.isArray(value) ? value : [value],
		...normalizeParams(params)
	});
}
const ZodMiniOptional = /*@__PURE__*/ $constructor("ZodMiniOptional", (inst, def) => {
	$ZodOptional.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function optional(innerType) {
	return new ZodMiniOptional({
		type: "optional",
		innerType
	});
}
const ZodMiniNullable = /*@__PURE__*/ $constructor("ZodMiniNullable", (inst, def) => {
	$ZodNullable.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function nullable(innerType) {
	return new ZodMiniNullable({
		type: "nullable",
		innerType
	});
}
const ZodMiniCatch = /*@__PURE__*/ $constructor("ZodMiniCatch", (inst, def) => {
	$ZodCatch.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function _catch(innerType, catchValue) {
	return new ZodMiniCatch({
		type: "catch",
		innerType,
		catchValue: typeof catchValue === "function" ? catchValue : constantCatch(catchValue)
	});
}
const ZodMiniCustom = /*@__PURE__*/ $constructor("ZodMiniCustom", (inst, def) => {
	$ZodCustom.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function refine(fn, _params = {}) {
	return _refine(ZodMiniCustom, fn, _params);
}
//#endregion
//#region node_modules/zod/v4/mini/iso.js
const ZodMiniISODateTime = /*@__PURE__*/ $constructor("ZodMiniISODateTime", (inst, def) => {
	$ZodISODateTime.init(inst, def);
	ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function datetime(params) {
	return _isoDateTime(ZodMiniISODateTime, params);
}
/** The `type` of our authorization details. Source: RFC 9396 §2. */
const CONNECT_VAULTS = "connect_vaults";
const permission = /* @__PURE__ */ _enum(["read", "write"]);
(/* @__PURE__ */ array(/* @__PURE__ */ strictObject({
	type: /* @__PURE__ */ literal(CONNECT_VAULTS),
	vaults: (/* @__PURE__ */ array(/* @__PURE__ */ strictObject({
		/** A name or an id. */
		vault: (/* @__PURE__ */ string()).check(_minLength(1), _maxLength(256)),
		/** Left out: as the server has it. */
		permissions: /* @__PURE__ */ optional((/* @__PURE__ */ array(permission)).check(_minLength(1), _maxLength(2)))
	}))).check(_minLength(1), _maxLength(100)),
	/** Seconds. */
	expires_in: /* @__PURE__ */ optional(int().check(_gte(LEASE_LIFETIME_MIN), _lte(LEASE_LIFETIME_MAX)))
}))).check(_length(1));
(/* @__PURE__ */ array(/* @__PURE__ */ object({
	type: /* @__PURE__ */ literal(CONNECT_VAULTS),
	/** The Connect URL of the server, from the broker's configuration. A job sends its token there: never in the clear (T37). */
	locations: (/* @__PURE__ */ array((/* @__PURE__ */ string()).check(/* @__PURE__ */ refine((text) => secureOrigin(text) !== null)))).check(_length(1)),
	server: /* @__PURE__ */ object({
		id: /* @__PURE__ */ string(),
		name: /* @__PURE__ */ string()
	}),
	vaults: (/* @__PURE__ */ array(/* @__PURE__ */ object({
		vault: /* @__PURE__ */ string(),
		name: /* @__PURE__ */ string(),
		permissions: (/* @__PURE__ */ array(permission)).check(_minLength(1))
	}))).check(_minLength(1)),
	expires_in: int().check(_gte(0))
}))).check(_length(1));
/** Three base64url segments: what every Connect token looks like, and what no page of HTML does. */
const COMPACT_JWT = /^[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}$/;
/** Above any token with `VAULTS_PER_TOKEN_MAX` vaults, below what a log or an environment block chokes on. */
const ACCESS_TOKEN_MAX = 16384;
/**
* Why the grant is as it is, for people to read. RFC 8693 §2.2.1 lets an answer have further members, and an older broker has none of
* these; what can't be read is as good as missing, because nobody loses a token over it.
*/
const grantReasons = {
	/** The rule of the policy that allows it. */
	rule: /* @__PURE__ */ _catch(/* @__PURE__ */ optional((/* @__PURE__ */ string()).check(_regex(/^[a-z0-9][a-z0-9_-]{0,63}$/))), void 0),
	/** Seconds: the rule's own limit. */
	lifetime_max: /* @__PURE__ */ _catch(/* @__PURE__ */ optional(int().check(_gte(0))), void 0),
	/** The account's, with this grant's among those in use. Left out where nobody counts. */
	credits: /* @__PURE__ */ _catch(/* @__PURE__ */ optional(/* @__PURE__ */ object({
		used: int().check(_gte(0)),
		limit: int().check(_gte(0))
	})), void 0)
};
(/* @__PURE__ */ string()).check(_regex(COMPACT_JWT), _maxLength(ACCESS_TOKEN_MAX)), int().check(_gte(0)), (/* @__PURE__ */ string()).check(_regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)), { ...grantReasons };
/** Source: RFC 6749 §5.2, with our stable `code`, the id of the event in the broker's log, and every mistake by itself. */
const errorAnswer = /* @__PURE__ */ object({
	error: /* @__PURE__ */ string(),
	error_description: /* @__PURE__ */ optional(/* @__PURE__ */ string()),
	code: /* @__PURE__ */ optional(/* @__PURE__ */ string()),
	event_id: /* @__PURE__ */ optional(/* @__PURE__ */ string()),
	errors: /* @__PURE__ */ optional(/* @__PURE__ */ array(/* @__PURE__ */ object({
		code: /* @__PURE__ */ string(),
		message: /* @__PURE__ */ string()
	})))
});
int().check(_gte(0)), { ...grantReasons };
const leaseId = (/* @__PURE__ */ string()).check(_regex(/^[0-9A-HJKMNP-TV-Z]{26}$/));
const count = int().check(_gte(0));
/** Ids of GitHub and of the account, and names that people gave: long enough for all of them. */
const text = (/* @__PURE__ */ string()).check(_maxLength(256));
const instantText = /* @__PURE__ */ datetime({ precision: 3 });
/** Ends what the caller's own run holds. No body. */
const RUN_END_PATH = "/api/v1/runs/self/end";
/** `revoking`: durable, and not confirmed by the account yet. `credits`: what it holds until then. */
const endedLease = /* @__PURE__ */ object({
	id: leaseId,
	state: /* @__PURE__ */ _enum(["revoked", "revoking"]),
	credits: count
});
const runEndAnswer = /* @__PURE__ */ object({
	/** All of them; `leases` lists the first thousand. */
	ended: count,
	leases: (/* @__PURE__ */ array(endedLease)).check(_maxLength(1e3))
});
/** A form of `after` and `limit`, both of which may be left out. */
const SWEEP_LEASES_PATH = "/api/v1/sweep/leases";
const SWEEP_TOKENS_PATH = "/api/v1/sweep/tokens";
/** Open leases, each with the job that it is bound to. */
const sweepLeasesAnswer = /* @__PURE__ */ object({
	leases: (/* @__PURE__ */ array(/* @__PURE__ */ object({
		id: leaseId,
		repository_id: text,
		run_id: text,
		run_attempt: text,
		/** `null` where the issuer names none: the lease is its run attempt's then. */
		check_run_id: /* @__PURE__ */ nullable(text),
		credits: count,
		rule: text,
		created_at: instantText,
		expires_at: instantText
	}))).check(_maxLength(200)),
	next: /* @__PURE__ */ nullable(leaseId)
});
/** Tokens of the account that are no lease's. */
const sweepTokensAnswer = /* @__PURE__ */ object({
	tokens: (/* @__PURE__ */ array(/* @__PURE__ */ object({
		id: text,
		name: text,
		server: /* @__PURE__ */ object({
			id: text,
			name: /* @__PURE__ */ nullable(text)
		}),
		created_at: instantText,
		expires_at: /* @__PURE__ */ nullable(instantText),
		/** `null`: no use is known. */
		last_used_at: /* @__PURE__ */ nullable(instantText)
	}))).check(_maxLength(200)),
	/** Since when uses are known; `null`: the account knows of none. */
	uses_since: /* @__PURE__ */ nullable(instantText),
	next: /* @__PURE__ */ nullable(text)
});
/** A form of `leases`, ids with spaces between them, and `reason`, a sentence for the audit trail. */
const SWEEP_END_PATH = "/api/v1/sweep/end";
const sweepEndAnswer = /* @__PURE__ */ object({
	leases: (/* @__PURE__ */ array(endedLease)).check(_maxLength(50)),
	/** Ended before, by whatever way. */
	before: (/* @__PURE__ */ array(leaseId)).check(_maxLength(50)),
	/** None, or not the caller's to end. */
	unknown: (/* @__PURE__ */ array(leaseId)).check(_maxLength(50))
});
//#endregion
//#region packages/broker-client/src/json.ts
/** The value of a JSON text, or `undefined`: a page of HTML or half an answer is no exception, it is what happens. */
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
//#endregion
//#region packages/broker-client/src/refusal.ts
/** A broker names each mistake of a request; more than these say nothing more. */
const MESSAGES_MAX = 20;
const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const OAUTH_ERROR = /^[a-z][a-z_]{0,63}$/;
const EVENT_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/**
* What the broker says of its refusal (RFC 6749 §5.2), or `null` where the body is nothing of the kind. Its words end up in a
* job's log, so nothing of them may start a line, a workflow command or a terminal sequence (T33).
*/
function readRefusal({ status, body }, url) {
	const parsed = errorAnswer.safeParse(parseJson(body));
	if (!parsed.success) return null;
	const { error, error_description: description, code, event_id: eventId, errors } = parsed.data;
	const texts = errors?.map(({ message }) => message) ?? (description === void 0 ? [] : [description]);
	return {
		code: "BROKER_REFUSED",
		url,
		status,
		refusal: code !== void 0 && CODE.test(code) ? code : OAUTH_ERROR.test(error) ? error : "unknown error",
		messages: (texts.length === 0 ? [error] : texts.slice(0, MESSAGES_MAX)).map(plain),
		eventId: eventId !== void 0 && EVENT_ID.test(eventId) ? eventId : null
	};
}
//#endregion
//#region packages/broker-client/src/try-again.ts
/** Whether a status says that asking once more is no use: a redirect, which nobody follows, or a refusal that isn't "later". */
const isFinal = (status) => status >= 300 && status < 500 && status !== 429;
/** The same question until it is answered, for what may be asked any number of times; `attempts` counts from 1. */
async function tryAgain({ most, leastMs = 0, budget, time }, once) {
	for (let attempts = 1;; attempts += 1) {
		const told = await once(attempts);
		if (told.ok) return told;
		const { failure, final, retryAfterMs } = told.error;
		const pause = backoffMs(attempts, time.random(), retryAfterMs);
		if (final || attempts >= most || budget.leftMs() <= pause + leastMs) return err(failure);
		await time.wait(pause);
	}
}
//#endregion
//#region packages/broker-client/src/mint-request.ts
const FORM_HEADERS = {
	accept: "application/json",
	"content-type": "application/x-www-form-urlencoded"
};
//#endregion
//#region \0node-on-demand:timers/promises
const builtin$1 = () => globalThis.process.getBuiltinModule("node:timers/promises");
const setTimeout$1 = (...given) => builtin$1().setTimeout(...given);
//#endregion
//#region packages/broker-client/src/time.ts
const systemTime = {
	now: () => instant(Date.now()),
	elapsedMs: () => process.uptime() * 1e3,
	wait: (ms) => setTimeout$1(ms),
	deadline: (ms) => AbortSignal.timeout(Math.max(0, Math.ceil(ms))),
	random: () => Math.random()
};
function startBudget(time, ms) {
	const end = time.elapsedMs() + ms;
	return { leftMs: () => Math.max(0, end - time.elapsedMs()) };
}
//#endregion
//#region packages/broker-client/src/ask.ts
const TRIES_MAX$1 = 3;
/** In all, as a mint. */
const ASK_WITHIN_MS = 3e4;
/** One answer: the broker gives its control plane ten seconds. */
const ANSWER_WITHIN_MS$1 = 15e3;
/** With less time than this another try would only be a longer way to fail. */
const TRY_MIN_MS = 2e3;
/** Fails with `BROKER_REFUSED`, `BROKER_ANSWER_INVALID`, `BROKER_UNREACHABLE`, or with what `idToken` fails with. */
async function ask$1(question, wire) {
	const { origin, http, time } = wire;
	const budget = startBudget(time, ASK_WITHIN_MS);
	const tries = {
		most: TRIES_MAX$1,
		leastMs: TRY_MIN_MS,
		budget,
		time
	};
	let askedAgain = false;
	return tryAgain(tries, async (attempts) => {
		const idToken = await question.idToken(budget.leftMs());
		if (!idToken.ok) return err({
			failure: idToken.error,
			final: true,
			retryAfterMs: null
		});
		const withinMs = Math.min(ANSWER_WITHIN_MS$1, budget.leftMs());
		const answer = await http.send({
			...question.format(idToken.value),
			withinMs
		});
		const heard = answer.ok ? hear(question, answer.value, {
			url: origin,
			attempts,
			askedAgain
		}) : away(origin, answer.error.cause, attempts);
		if (!heard.ok) askedAgain ||= !isUndone(answer);
		return heard;
	});
}
/** Provably nothing was done: it didn't leave, or the broker counts requests and let this one not come in. */
const isUndone = (answer) => answer.ok ? answer.value.status === 429 : !answer.error.sent;
const away = (url, cause, attempts) => err({
	failure: {
		code: "BROKER_UNREACHABLE",
		url,
		cause,
		attempts
	},
	final: false,
	retryAfterMs: null
});
/** Only the broker's own words count: a page of HTML with status 200 says nothing. */
function hear(question, answer, { url, attempts, askedAgain }) {
	const { status } = answer;
	const read = status === 200 ? question.read(parseJson(answer.body), { askedAgain }) : null;
	if (read !== null) return ok(read);
	const cause = status === 200 ? "status 200 without an answer that can be read" : `status ${status}`;
	const failure = readRefusal(answer, url) ?? {
		code: "BROKER_ANSWER_INVALID",
		url,
		cause,
		attempts
	};
	return err({
		failure,
		final: isFinal(status),
		retryAfterMs: parseRetryAfter(answer.header("retry-after"))
	});
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
//#region \0node-on-demand:net
const builtin = () => globalThis.process.getBuiltinModule("node:net");
const connect = (...given) => builtin().connect(...given);
const isIP = (...given) => builtin().isIP(...given);
//#endregion
//#region packages/broker-client/src/connection.ts
/**
* A connection that is ready for its first byte, TLS included; or why there is none, in which case nothing of a request has left.
* Given up when `deadline` is over, with `late` for the cause.
*/
function openConnection(peer, deadline, late) {
	const { socket, ready } = begin(peer);
	return new Promise((resolve) => {
		const settle = (result) => {
			clearTimeout(timer);
			deadline.removeEventListener("abort", giveUp);
			socket.off(ready, connected);
			if (!result.ok) socket.destroy();
			resolve(result);
		};
		const connected = () => {
			socket.off("error", failed);
			settle(ok(socket));
		};
		const failed = (error) => settle(err(causeOf(error)));
		const giveUp = () => settle(err(late));
		const timer = setTimeout(() => settle(err("no connection in time")), CONNECT_WITHIN_MS);
		socket.once(ready, connected);
		socket.on("error", failed);
		if (deadline.aborted) giveUp();
		else deadline.addEventListener("abort", giveUp, { once: true });
	});
}
function begin(peer) {
	if ("socketPath" in peer) return {
		socket: connect({ path: peer.socketPath }),
		ready: "connect"
	};
	const { protocol, hostname, port } = peer.url;
	const host = hostname.replace(/^\[(.*)\]$/, "$1");
	if (protocol === "http:") return {
		socket: connect({
			host,
			port: Number(port || 80)
		}),
		ready: "connect"
	};
	const { connect: connectTls } = process.getBuiltinModule("node:tls");
	return {
		socket: connectTls({
			host,
			port: Number(port || 443),
			...isIP(host) === 0 ? { servername: host } : {},
			ALPNProtocols: ["http/1.1"],
			rejectUnauthorized: true
		}),
		ready: "secureConnect"
	};
}
//#endregion
//#region packages/broker-client/src/proxy.ts
/**
* The proxy of the environment, the name in lower case first, as `curl` has it. One written without a scheme is an http one, as
* `curl` and the runner take it.
*/
function proxyOf(environment) {
	const text = (environment["https_proxy"] || environment["HTTPS_PROXY"] || "").trim();
	if (text === "") return { kind: "none" };
	const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
	if (!URL.canParse(url)) return {
		kind: "unusable",
		cause: "https_proxy is not the URL of a proxy"
	};
	const { protocol, username, password } = new URL(url);
	if (protocol !== "http:" && protocol !== "https:") return {
		kind: "unusable",
		cause: "https_proxy is neither an http:// nor an https:// proxy"
	};
	return isPercentEncoded(username + password) ? {
		kind: "http",
		url
	} : {
		kind: "unusable",
		cause: "the user of https_proxy has a `%` that is not written `%25`"
	};
}
function isPercentEncoded(text) {
	try {
		return true;
	} catch {
		return false;
	}
}
//#endregion
//#region packages/broker-client/src/http.ts
/**
* The one way out: a deadline and a size on every answer, no redirect, one request a connection, and a failure that says
* whether anything was sent. `https_proxy` and `no_proxy` are honoured; plain http is for loopback and never goes to a proxy.
* Jobs and commands are over in a moment, so it is made of what Node itself has loaded; only who has a proxy loads a client for it.
*/
function createHttp(time) {
	const proxy = proxyOf(process.env);
	let proxied;
	const viaProxy = (url) => {
		proxied ??= import("./proxied-http.js").then(({ createProxiedHttp }) => createProxiedHttp(time, url));
		return proxied;
	};
	return {
		send: async (request) => {
			const url = new URL(request.url);
			if (url.protocol !== "https:" || proxy.kind === "none") return send({ url }, url, request, time.deadline(request.withinMs));
			if (proxy.kind === "unusable") return err({
				sent: false,
				cause: proxy.cause
			});
			return (await viaProxy(proxy.url)).send(request);
		},
		close: async () => (await proxied)?.close()
	};
}
/** One request, on a connection of its own. Until that is there, the request provably wasn't sent. */
async function send(peer, url, request, deadline) {
	const late = lateCause(request.withinMs);
	const connection = await openConnection(peer, deadline, late);
	if (!connection.ok) return err({
		sent: false,
		cause: connection.error
	});
	const socket = connection.value;
	const http = process.getBuiltinModule("node:http");
	const { method, headers, body, answerBytesMax = ANSWER_BYTES_MAX$1 } = request;
	return new Promise((resolve) => {
		const sending = http.request({
			createConnection: () => socket,
			method,
			path: `${url.pathname}${url.search}`,
			headers: {
				...headers,
				host: url.host,
				...lengthOf(body)
			}
		});
		const settle = (result) => {
			deadline.removeEventListener("abort", giveUp);
			resolve(result);
			sending.destroy();
		};
		const fail = (cause) => settle(err({
			sent: true,
			cause
		}));
		const giveUp = () => fail(late);
		deadline.addEventListener("abort", giveUp, { once: true });
		readAnswer$1(sending, answerBytesMax, settle, fail);
		sending.end(body);
	});
}
/** Without a length, Node would send a body in chunks. */
const lengthOf = (body) => body === void 0 ? {} : { "content-length": String(Buffer.byteLength(body)) };
function readAnswer$1(sending, bytesMax, settle, fail) {
	sending.on("error", (error) => fail(causeOf(error)));
	sending.on("close", () => fail("the connection was cut"));
	sending.on("response", (response) => {
		const chunks = [];
		let bytes = 0;
		response.on("error", (error) => fail(causeOf(error)));
		response.on("data", (chunk) => {
			bytes += chunk.length;
			if (bytes > bytesMax) fail(tooLargeCause(bytesMax));
			else chunks.push(chunk);
		});
		response.on("end", () => settle(ok(answerOf(response, chunks))));
	});
}
const answerOf = ({ statusCode = 0, headers }, chunks) => ({
	status: statusCode,
	header: (name) => {
		const value = headers[name];
		return typeof value === "string" ? value : null;
	},
	body: Buffer.concat(chunks).toString("utf8")
});
//#endregion
//#region packages/broker-client/src/pages.ts
/** Twenty thousand rows: a summary of more is read by nobody, and what is left over is there for the next look. */
const PAGES_MAX = 100;
/** Page after page, up to a bound. What fails in between fails as a whole: half a list looks like a whole one. */
async function allPages(ask) {
	const rows = [];
	let after = null;
	for (let pages = 0; pages < PAGES_MAX; pages += 1) {
		const page = await ask(after === null ? {} : { after });
		if (!page.ok) return page;
		rows.push(...page.value.rows);
		after = page.value.next;
		if (after === null) return ok({
			rows,
			more: false
		});
	}
	return ok({
		rows,
		more: true
	});
}
//#endregion
//#region packages/broker-client/src/swept.ts
/** Of a text that the schema let pass. */
const toInstant = (text) => text === null ? null : instant(Date.parse(text));
const openLeaseOf = (lease) => ({
	id: lease.id,
	repositoryId: lease.repository_id,
	runId: lease.run_id,
	runAttempt: lease.run_attempt,
	checkRunId: lease.check_run_id,
	credits: lease.credits,
	rule: lease.rule,
	createdAt: instant(Date.parse(lease.created_at)),
	expiresAt: instant(Date.parse(lease.expires_at))
});
const standingTokenOf = (token) => ({
	id: token.id,
	name: token.name,
	server: token.server,
	createdAt: instant(Date.parse(token.created_at)),
	expiresAt: toInstant(token.expires_at),
	lastUsedAt: toInstant(token.last_used_at)
});
//#endregion
//#region packages/broker-client/src/job-client.ts
/** Throws on an origin that nobody checked, as `createBrokerClient` does. */
function createJobClient({ idToken, ...wire }) {
	if (secureOrigin(wire.origin) !== wire.origin) throw new Error("invariant: the broker URL was checked");
	const asked = (path, form, read) => ask$1({
		idToken,
		format: (fresh) => ({
			method: "POST",
			url: `${wire.origin}${path}`,
			headers: {
				...FORM_HEADERS,
				authorization: `Bearer ${fresh.reveal()}`
			},
			body: new URLSearchParams(form).toString(),
			answerBytesMax: ANSWER_BYTES_MAX
		}),
		read
	}, wire);
	return {
		endRun: () => asked(RUN_END_PATH, {}, (json, before) => {
			const { data } = runEndAnswer.safeParse(json);
			return data === void 0 ? null : {
				...data,
				...before
			};
		}),
		endLeases: (leaseIds, reason) => asked(SWEEP_END_PATH, {
			leases: leaseIds.join(" "),
			reason
		}, (json, before) => {
			const { data } = sweepEndAnswer.safeParse(json);
			return data === void 0 ? null : {
				...data,
				...before
			};
		}),
		openLeases: () => allPages((form) => asked(SWEEP_LEASES_PATH, form, (json) => {
			const { data } = sweepLeasesAnswer.safeParse(json);
			return data === void 0 ? null : {
				rows: data.leases.map(openLeaseOf),
				next: data.next
			};
		})),
		standingTokens: async () => {
			let usesSince = null;
			const listed = await allPages((form) => asked(SWEEP_TOKENS_PATH, form, (json) => {
				const { data } = sweepTokensAnswer.safeParse(json);
				if (data === void 0) return null;
				usesSince = toInstant(data.uses_since);
				return {
					rows: data.tokens.map(standingTokenOf),
					next: data.next
				};
			}));
			return listed.ok ? ok({
				...listed.value,
				usesSince
			}) : listed;
		}
	};
}
/** A page of tokens with the longest of names, or a thousand ended leases; far below what fills a memory. */
const ANSWER_BYTES_MAX = 1048576;
//#endregion
//#region node_modules/@actions/core/lib/utils.js
/**
* Sanitizes an input into a string so it can be passed into issueCommand safely
* @param input input to sanitize into a string
*/
function toCommandValue(input) {
	if (input === null || input === void 0) return "";
	else if (typeof input === "string" || input instanceof String) return input;
	return JSON.stringify(input);
}
/**
*
* @param annotationProperties
* @returns The command properties to send with the actual annotation command
* See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
*/
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}
//#endregion
//#region node_modules/@actions/core/lib/command.js
/**
* Issues a command to the GitHub Actions runner
*
* @param command - The command name to issue
* @param properties - Additional properties for the command (key-value pairs)
* @param message - The message to include with the command
* @remarks
* This function outputs a specially formatted string to stdout that the Actions
* runner interprets as a command. These commands can control workflow behavior,
* set outputs, create annotations, mask values, and more.
*
* Command Format:
*   ::name key=value,key=value::message
*
* @example
* ```typescript
* // Issue a warning annotation
* issueCommand('warning', {}, 'This is a warning message');
* // Output: ::warning::This is a warning message
*
* // Set an environment variable
* issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
* // Output: ::set-env name=MY_VAR::some value
*
* // Add a secret mask
* issueCommand('add-mask', {}, 'secretValue123');
* // Output: ::add-mask::secretValue123
* ```
*
* @internal
* This is an internal utility function that powers the public API functions
* such as setSecret, warning, error, and exportVariable.
*/
function issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message);
	process.stdout.write(cmd.toString() + EOL);
}
const CMD_STRING = "::";
var Command = class {
	constructor(command, properties, message) {
		if (!command) command = "missing.command";
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) if (this.properties.hasOwnProperty(key)) {
				const val = this.properties[key];
				if (val) {
					if (first) first = false;
					else cmdStr += ",";
					cmdStr += `${key}=${escapeProperty(val)}`;
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
};
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}
//#endregion
//#region node_modules/@actions/core/lib/file-command.js
function issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`);
	if (!existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`);
	appendFileSync(filePath, `${toCommandValue(message)}${EOL}`, { encoding: "utf8" });
}
function prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${randomUUID()}`;
	const convertedValue = toCommandValue(value);
	if (key.includes(delimiter)) throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	if (convertedValue.includes(delimiter)) throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	return `${key}<<${delimiter}${EOL}${convertedValue}${EOL}${delimiter}`;
}
//#endregion
//#region node_modules/@actions/core/lib/summary.js
var __awaiter$1 = function(thisArg, _arguments, P, generator) {
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
		return __awaiter$1(this, void 0, void 0, function* () {
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
		return __awaiter$1(this, void 0, void 0, function* () {
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
		return __awaiter$1(this, void 0, void 0, function* () {
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
/**
* The code to exit an action
*/
var ExitCode;
(function(ExitCode) {
	/**
	* A code indicating that the action was successful
	*/
	ExitCode[ExitCode["Success"] = 0] = "Success";
	/**
	* A code indicating that the action was a failure
	*/
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
/**
* Registers a secret which will get masked from logs
*
* @param secret - Value of the secret to be masked
* @remarks
* This function instructs the Actions runner to mask the specified value in any
* logs produced during the workflow run. Once registered, the secret value will
* be replaced with asterisks (***) whenever it appears in console output, logs,
* or error messages.
*
* This is useful for protecting sensitive information such as:
* - API keys
* - Access tokens
* - Authentication credentials
* - URL parameters containing signatures (SAS tokens)
*
* Note that masking only affects future logs; any previous appearances of the
* secret in logs before calling this function will remain unmasked.
*
* @example
* ```typescript
* // Register an API token as a secret
* const apiToken = "abc123xyz456";
* setSecret(apiToken);
*
* // Now any logs containing this value will show *** instead
* console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
* ```
*/
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
/**
* Gets the value of an input.
* Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
* Returns an empty string if the value is not defined.
*
* @param     name     name of the input to get
* @param     options  optional. See InputOptions.
* @returns   string
*/
function getInput(name, options) {
	const val = process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] || "";
	if (options && options.required && !val) throw new Error(`Input required and not supplied: ${name}`);
	if (options && options.trimWhitespace === false) return val;
	return val.trim();
}
/**
* Sets the value of an output.
*
* @param     name     name of the output to set
* @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
*/
function setOutput(name, value) {
	if (process.env["GITHUB_OUTPUT"] || "") return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
	process.stdout.write(EOL);
	issueCommand("set-output", { name }, toCommandValue(value));
}
/**
* Sets the action status to failed.
* When the action exits it will be with an exit code of 1
* @param message add error issue message
*/
function setFailed(message) {
	process.exitCode = ExitCode.Failure;
	error(message);
}
/**
* Adds an error issue
* @param message error issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Adds a warning issue
* @param message warning issue message. Errors will be converted to string via toString()
* @param properties optional properties to add to the annotation.
*/
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
* Writes info to log with console.log.
* @param message info message
*/
function info(message) {
	process.stdout.write(message + EOL);
}
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
	return tryAgain({
		most: TRIES_MAX,
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
			withinMs: Math.min(ANSWER_WITHIN_MS, budget.leftMs())
		});
		return answer.ok ? readAnswer(answer.value, attempts) : untold(answer.error.cause, attempts);
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
function readAnswer({ status, header, body: text }, attempts) {
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
//#region packages/job/src/ask-broker.ts
/** Asks the broker as this job, each time with a fresh ID token. */
const askBroker = (brokerUrl, audience, work) => askAsJob(audience, ({ brokerHttp, http, idToken }) => work({
	client: createJobClient({
		origin: brokerUrl,
		http: brokerHttp,
		time: systemTime,
		idToken
	}),
	http
}));
//#endregion
//#region packages/job/src/rfc3339.ts
/** An instant as RFC 3339 has it, in UTC, to the second below: `2026-11-01T12:15:00Z`. */
const formatInstant = (at) => new Date(floorToSecond(at)).toISOString().replace(".000Z", "Z");
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
seconds(600);
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
/** What ended tokens have given back. */
const formatFreed = (credits) => credits === 1 ? "1 vault access credit is free again." : `${credits} vault access credits are free again.`;
/** Onto the job's page. An older Enterprise Server has none, and a full disk doesn't undo what was done. */
async function writePage(lines) {
	try {
		await summary.addRaw(`${lines.join("\n")}\n`).write();
	} catch {
		info("the job summary could not be written");
	}
}
//#endregion
//#region packages/job/src/docs-link.ts
const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;
const REF = /^[\w-][\w./-]{0,199}$/;
const SERVER = /^https:\/\/[\w.-]+(?::\d+)?$/;
/**
* The paragraph of docs/errors.md about a code, in the release that runs; its path alone where the runner names no release, as with
* `uses: ./`. Each part ends up in a job's log, so each has to look like what it is.
* Source: docs.github.com, "Variables reference", GITHUB_ACTION_REPOSITORY and GITHUB_ACTION_REF.
*/
function docsLink(environment, code) {
	const place = `docs/errors.md#${code.toLowerCase()}`;
	const { GITHUB_SERVER_URL: server = "", GITHUB_ACTION_REPOSITORY: repository = "", GITHUB_ACTION_REF: ref = "" } = environment;
	if (!REPOSITORY.test(repository) || !REF.test(ref) || ref.includes("..")) return place;
	return `${SERVER.test(server) ? server : "https://github.com"}/${repository}/blob/${ref}/${place}`;
}
//#endregion
//#region packages/job/src/report.ts
/** A failure as one line of the log reads: its code, which docs/errors.md explains, and what happened. */
const formatFailure = (failure) => `${failure.code}: ${describe(failure)}`;
/** Every failure as an annotation of its own, with what follows from it and a link to what it means; the step has failed. */
function reportFailures(failures, meaning = "") {
	for (const failure of failures) report(withMeaning(failure, meaning), failure, titleOf(failure));
}
/** The same for mistakes in inputs, each under the name of its input. */
function reportMistakes(mistakes) {
	for (const { input, failure } of mistakes) report(`${failure.code}: ${"input" in failure ? "" : `\`${input}\`: `}${describe(failure)}`, failure, `Connect token: the input \`${input}\``);
}
/** A failure that doesn't fail the job, with what follows from it. */
function warnOf(failure, meaning) {
	warning(annotation(withMeaning(failure, meaning), failure), { title: titleOf(failure) });
}
const titleOf = (failure) => `Connect token: ${codeOf(failure)}`;
const withMeaning = (failure, meaning) => [formatFailure(failure), meaning].filter((line) => line !== "").join("\n");
function report(text, failure, title) {
	process.exitCode = ExitCode.Failure;
	error(annotation(text, failure), { title });
}
const annotation = (text, failure) => `${text}\nwhat it means: ${docsLink(process.env, codeOf(failure))}`;
/** Of a refusal, the broker's own code is what has to be understood; a newer broker may know more of them. */
function codeOf(failure) {
	if (failure.code !== "BROKER_REFUSED") return failure.code;
	return failureCodes().find((code) => code === failure.refusal) ?? failure.code;
}
/**
* Runs a step, and catches once, here, whatever breaks. What is printed is the kind of error and its place: no stack, no
* line of the bundle, and no message, for that may quote what nobody should read.
*/
async function runStep(step) {
	const broken = (error) => {
		setFailed(`INTERNAL: unexpected ${error instanceof Error ? error.name : typeof error}${placeOf(error)}: this is a mistake of the action, please report it`);
	};
	process.once("uncaughtException", (error) => {
		broken(error);
		process.exit();
	});
	await step().catch(broken);
}
function placeOf(error) {
	const stack = error instanceof Error ? error.stack ?? "" : "";
	const place = /(?<file>[\w.-]+\.js):(?<line>\d+):(?<column>\d+)/.exec(stack)?.[0];
	return place === void 0 ? "" : ` at ${place}`;
}
//#endregion
//#region actions/sweep/src/end.ts
const NOTHING_ENDED = {
	leases: [],
	before: [],
	perhaps: [],
	unknown: [],
	failure: null
};
const REASON = "GitHub says that the job is over";
/** Some at a time. A batch that fails is the last one; those before it stay ended, and the next sweep finds the others. */
async function endAll(client, leases) {
	let ended = NOTHING_ENDED;
	for (let from = 0; from < leases.length; from += 50) {
		const batch = leases.slice(from, from + 50).map(({ id }) => id);
		const answer = await client.endLeases(batch, REASON);
		if (!answer.ok) return {
			...ended,
			failure: answer.error
		};
		const { leases: now, before, unknown, askedAgain } = answer.value;
		ended = {
			leases: [...ended.leases, ...now],
			before: askedAgain ? ended.before : [...ended.before, ...before],
			perhaps: askedAgain ? [...ended.perhaps, ...before] : ended.perhaps,
			unknown: [...ended.unknown, ...unknown],
			failure: null
		};
	}
	return ended;
}
//#endregion
//#region actions/sweep/src/inputs.ts
/** What the step says, with every mistake at once. An input that is empty counts as left out. */
function parseInputs(read) {
	const mistakes = gatherMistakes();
	const take = (input, parse) => mistakes.take(input, parse(read(input).trim()));
	const brokerUrl = take("broker-url", parseBrokerUrl);
	const audience = take("audience", parseAudience);
	const githubToken = take("github-token", parseGitHubToken);
	const unusedDays = take("unused-for", parseDays);
	const dryRun = take("dry-run", (text) => parseBoolean("dry-run", text));
	const all = mistakes.all();
	if (all !== null) return err(all);
	if (brokerUrl === void 0 || githubToken === void 0 || unusedDays === void 0 || dryRun === void 0) throw new Error("invariant: an input is missing without a mistake");
	return ok({
		brokerUrl,
		audience: audience ?? brokerUrl,
		githubToken,
		unusedDays,
		dryRun
	});
}
/** What it looks like is GitHub's to change; a line end in it would be somebody's mistake, and no message repeats it. */
function parseGitHubToken(text) {
	if (/^\S{1,1024}$/.test(text)) return ok(secret(text));
	return text === "" ? err({
		code: "INPUT_MISSING",
		input: "github-token",
		example: `\${{ github.token }}`
	}) : err({
		code: "INPUT_INVALID",
		input: "github-token",
		given: "…",
		allowed: "one token of GitHub"
	});
}
const DAYS_MAX = 3650;
function parseDays(text) {
	if (text === "never") return ok(null);
	const days = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 3651;
	if (days <= DAYS_MAX) return ok(days);
	return err({
		code: "INPUT_INVALID",
		input: "unused-for",
		given: text,
		allowed: `days from \`1\` to \`${DAYS_MAX}\`, or \`never\``
	});
}
//#endregion
//#region actions/sweep/src/swept.ts
function outcomeOf(swept) {
	const { open, more, looked, over, dryRun, leases, unknown } = swept;
	const unreadLooks = looked.filter((each) => each.kind === "unread");
	const unread = unreadLooks.flatMap(({ attempt }) => attempt.leases);
	const freed = leases.filter(({ state }) => state === "revoked");
	const warnings = [
		unread.length === 0 ? "" : `GitHub didn't tell of the runs of ${openLeases(unread.length)}: the token of \`github-token\` may not read them. None of it was ended; what is open dies by its own expiry`,
		unknown.length === 0 ? "" : `the broker didn't let this job end ${openLeases(unknown.length)}`,
		more ? "there are more open leases than one sweep asks for: the next goes on" : ""
	].filter((warning) => warning !== "");
	return {
		ended: dryRun ? over.length : leases.length,
		creditsFreed: freed.reduce((sum, { credits }) => sum + credits, 0),
		unread,
		left: leftOf(swept),
		sentence: `${openLeases(open.length)}, ${over.length} of jobs that are over: ${endedText(swept)}`,
		warning: warnings.length === 0 ? null : warnings.join("\n"),
		isBlind: looked.length > 0 && unreadLooks.length === looked.length,
		cause: unreadLooks[0]?.cause ?? ""
	};
}
/** Without a failure each was answered about; a broker that leaves one out has ended it before. */
const leftOf = ({ failure, over, leases, before, perhaps, unknown }) => failure === null ? 0 : over.length - leases.length - before.length - perhaps.length - unknown.length;
function endedText({ dryRun, leases, perhaps }) {
	if (dryRun) return "none ended in a dry run";
	const here = `${leases.length} ended`;
	return perhaps.length === 0 ? here : `${here}, and ${perhaps.length} by this step or by somebody else (the broker had to be asked again)`;
}
const openLeases = (count) => count === 1 ? "1 open lease" : `${count} open leases`;
//#endregion
//#region actions/sweep/src/page.ts
/** Rows of one table that somebody reads. */
const ROWS_MAX = 100;
/** What the job's page says of a sweep: what was ended, what couldn't be read, and which tokens somebody should look at. */
function formatPage(swept, tokens, unusedDays) {
	const { sentence, creditsFreed } = outcomeOf(swept);
	const became = becameOf(swept);
	const freed = swept.dryRun ? [] : ["", formatFreed(creditsFreed)];
	return [
		`### Connect token: sweep${swept.dryRun ? " (dry run)" : ""}`,
		"",
		`${sentence}.`,
		...table([
			"lease",
			"repository",
			"run",
			"attempt",
			"credits",
			"is"
		], swept.over.map((lease) => overRow(lease, swept.dryRun ? "would be ended" : WORDS[became(lease.id)]))),
		...freed,
		...unreadPart(swept.looked),
		...tokenPart(tokens, unusedDays)
	];
}
const WORDS = {
	revoked: "revoked",
	revoking: "being revoked",
	unknown: "open: its end isn't allowed",
	gone: "ended by somebody else",
	perhaps: "ended, by this step or by somebody else",
	left: "not known: the broker gave no answer"
};
function becameOf(swept) {
	const became = new Map([
		...swept.leases.map(({ id, state }) => [id, state]),
		...swept.before.map((id) => [id, "gone"]),
		...swept.perhaps.map((id) => [id, "perhaps"]),
		...swept.unknown.map((id) => [id, "unknown"])
	]);
	return (leaseId) => became.get(leaseId) ?? (swept.failure === null ? "gone" : "left");
}
const overRow = (lease, became) => [
	`\`${lease.id}\``,
	asText(lease.repositoryId),
	asText(lease.runId),
	asText(lease.runAttempt),
	String(lease.credits),
	became
];
function unreadPart(looked) {
	const unread = looked.filter((each) => each.kind === "unread");
	if (unread.length === 0) return [];
	return [
		"",
		"#### Not read, so not ended",
		...table([
			"repository",
			"run",
			"attempt",
			"leases",
			"GitHub"
		], unread.map(({ attempt, cause }) => [
			asText(attempt.repositoryId),
			asText(attempt.runId),
			asText(attempt.runAttempt),
			String(attempt.leases.length),
			asText(cause)
		]))
	];
}
function tokenPart(tokens, unusedDays) {
	const heading = [
		"",
		"#### Tokens that were made by hand",
		""
	];
	switch (tokens.kind) {
		case "off": return [];
		case "failed": return [...heading, `Not reported: ${asText(describe(tokens.failure))}.`];
		case "told": return [
			...heading,
			tokens.reported.length === 0 ? "None has to be looked at." : `${tokens.reported.length} should be looked at. Nothing was done to them.`,
			...table([
				"token",
				"id",
				"server",
				"made",
				"expires",
				"last used",
				"because"
			], tokens.reported.map((each) => tokenRow(each, unusedDays))),
			"",
			usesText(tokens, unusedDays),
			...tokens.more ? ["", "There are more tokens than one sweep asks for."] : []
		];
	}
}
function usesText({ usesSince, tooShort }, unusedDays) {
	if (usesSince === null) return "The account doesn't know when its tokens were used.";
	const known = `Uses are known since ${formatInstant(usesSince)}.`;
	return tooShort ? `${known} That is less than ${unusedDays} days, so a token of which no use is known isn't called unused: give \`unused-for\` fewer days, or the broker a longer \`activity_keep\`.` : known;
}
const tokenRow = ({ token, concerns }, unusedDays) => [
	asText(token.name),
	asText(token.id),
	asText(token.server.name ?? token.server.id),
	formatInstant(token.createdAt),
	token.expiresAt === null ? "never" : formatInstant(token.expiresAt),
	token.lastUsedAt === null ? "not known" : formatInstant(token.lastUsedAt),
	concerns.map((concern) => concernText(concern, unusedDays)).join(", ")
];
function concernText(concern, unusedDays) {
	switch (concern) {
		case "no-expiry": return "it never expires";
		case "unused": return `unused for ${unusedDays} days`;
	}
}
function table(columns, rows) {
	if (rows.length === 0) return [];
	const more = rows.length - ROWS_MAX;
	return [
		"",
		...formatTable(columns, rows.slice(0, ROWS_MAX)),
		...more > 0 ? ["", `And ${more} more.`] : []
	];
}
//#endregion
//#region actions/sweep/src/tokens.ts
/** For managers to read: nothing is ended by it. What it fails with doesn't undo the sweep. */
async function reportTokens(client, unusedDays, now) {
	if (unusedDays === null) return { kind: "off" };
	const listed = await client.standingTokens();
	if (!listed.ok) return {
		kind: "failed",
		failure: listed.error
	};
	const { rows, more, usesSince } = listed.value;
	const unused = usesSince === null ? null : {
		days: unusedDays,
		usesSince
	};
	return {
		kind: "told",
		reported: rows.map((token) => ({
			token,
			concerns: concernsAbout(token, unused, now)
		})).filter(({ concerns }) => concerns.length > 0),
		usesSince,
		tooShort: unused !== null && !reachesBack(unused, now),
		more
	};
}
//#endregion
//#region actions/sweep/src/main.ts
/** The one step: list → ask GitHub → end what is over → report. It keeps nothing, so that it has no post. */
async function main() {
	process.exitCode = ExitCode.Failure;
	const inputs = parseInputs((name) => getInput(name, { trimWhitespace: false }));
	if (!inputs.ok) return reportMistakes(inputs.error);
	setSecret(inputs.value.githubToken.reveal());
	const { brokerUrl, audience, unusedDays } = inputs.value;
	await askBroker(brokerUrl, audience, async ({ client, http }) => {
		const swept = await sweep(inputs.value, client, http);
		if (!swept.ok) return reportFailures([swept.error], `no lease was ended: ${LEFT_OVER}`);
		const tokens = await reportTokens(client, unusedDays, systemTime.now());
		await tell(swept.value, tokens, inputs.value);
	});
}
const LEFT_OVER = "what is left over dies by its own expiry at the latest";
async function sweep({ githubToken, dryRun }, client, http) {
	const listed = await client.openLeases();
	if (!listed.ok) return listed;
	const looked = await ask(githubToken, attemptsOf(listed.value.rows), http);
	if (!looked.ok) return looked;
	const over = looked.value.flatMap((each) => each.kind === "told" ? each.over : []);
	const ended = dryRun ? NOTHING_ENDED : await endAll(client, over);
	return ok({
		open: listed.value.rows,
		more: listed.value.more,
		looked: looked.value,
		over,
		dryRun,
		...ended
	});
}
/** GitHub's client is loaded where there is something to ask; the URL is the runner's word for its own GitHub. */
async function ask(token, attempts, http) {
	if (attempts.length === 0) return ok([]);
	const apiUrl = process.env["GITHUB_API_URL"] ?? "https://api.github.com";
	if (!isSafe(apiUrl)) return err({
		code: "URL_INSECURE",
		url: apiUrl,
		name: "GITHUB_API_URL"
	});
	const [{ createGitHub }, { lookAtAll }] = await Promise.all([import("./github.js"), import("./look.js")]);
	return ok(await lookAtAll(createGitHub(apiUrl, token, http), attempts, systemTime.elapsedMs));
}
/** The token goes there: https, or this machine. An Enterprise Server's has a path. */
const isSafe = (text) => URL.canParse(text) && isSecure(new URL(text));
async function tell(swept, tokens, inputs) {
	const outcome = outcomeOf(swept);
	const reported = tokens.kind === "told" ? tokens.reported.length : 0;
	setOutput("open", String(swept.open.length));
	setOutput("ended", String(outcome.ended));
	setOutput("credits-freed", String(outcome.creditsFreed));
	setOutput("unread", String(outcome.unread.length));
	setOutput("tokens-reported", String(reported));
	info(outcome.sentence);
	await writePage(formatPage(swept, tokens, inputs.unusedDays));
	if (tokens.kind === "failed") warnOf(tokens.failure, "tokens that were made by hand are not reported");
	if (outcome.warning !== null) warning(outcome.warning, { title: "Connect token: not everything was read" });
	if (swept.failure !== null) return reportFailures([swept.failure], `${openLeases(outcome.left)} of jobs that are over may not be ended: ${LEFT_OVER}, or by the next sweep`);
	if (outcome.isBlind) {
		error(`${formatFailure(NOTHING_READ(outcome.cause))}\nno lease was ended`);
		return;
	}
	process.exitCode = ExitCode.Success;
}
const NOTHING_READ = (cause) => ({
	code: "GITHUB_UNAVAILABLE",
	issuer: process.env["GITHUB_SERVER_URL"] ?? "https://github.com",
	cause
});
//#endregion
//#region actions/sweep/src/entry/main.ts
await runStep(main);
//#endregion
export {};
