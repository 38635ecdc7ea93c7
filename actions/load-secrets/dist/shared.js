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
const builtin$4 = () => globalThis.process.getBuiltinModule("node:crypto");
const createHash = (...given) => builtin$4().createHash(...given);
const createPrivateKey = (...given) => builtin$4().createPrivateKey(...given);
const randomBytes = (...given) => builtin$4().randomBytes(...given);
const randomUUID = (...given) => builtin$4().randomUUID(...given);
//#endregion
//#region packages/protocol/src/handle.ts
/**
* What a client makes and remembers before it asks for anything: `cth_` and 256 random bits in base64url. Whoever holds it can
* end that one lease and do nothing else.
*/
const HANDLE_PATTERN = /^cth_[A-Za-z0-9_-]{43}$/;
const newHandle = () => `cth_${randomBytes(32).toString("base64url")}`;
const isHandle = (text) => HANDLE_PATTERN.test(text);
/** The `Idempotency-Key` of a handle: base64url(SHA-256(handle)), 43 characters. The handle itself is never stored. */
const keyOfHandle = (handle) => createHash("sha256").update(handle).digest("base64url");
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
const isAccess = (text) => text === "r" || text === "w" || text === "rw";
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
/** `map` that keeps the proof. */
function mapNonEmpty([first, ...others], change) {
	return [change(first), ...others.map(change)];
}
/** The same for entries that are already apart, such as a repeated flag; they count as lines, and a blank one is a mistake. */
function parseScopeEntries(entries) {
	return parseLines(entries.map((text, index) => ({
		text: text.trim(),
		line: index + 1
	})));
}
const formatEntry = ({ vault, access }) => access === void 0 ? vault : `${vault},${access}`;
/** A name or id that can be looked up and shown: not empty, not endless, nothing that steers a terminal or a log. */
const isVaultText = (text) => text.length > 0 && text.length <= 256 && !isSteering(text);
function parseLines(lines) {
	const failures = [];
	const entries = [];
	for (const { text, line } of lines) {
		const entry = parseEntry(text);
		if (entry !== void 0) entries.push({
			...entry,
			line
		});
		else failures.push({
			code: "VAULT_LINE_MALFORMED",
			line,
			text,
			suggestion: suggestLines(text)
		});
	}
	failures.push(...refuseShape(entries, lines.length));
	if (isNonEmpty(failures)) return err(failures);
	return isNonEmpty(entries) ? ok(entries) : err([{ code: "VAULTS_EMPTY" }]);
}
/** What is wrong with a list of well-formed entries: too many, one named twice. */
function refuseShape(entries, given) {
	const failures = [];
	if (given > 100) failures.push({
		code: "VAULTS_TOO_MANY",
		given,
		limit: 100
	});
	const firstLines = /* @__PURE__ */ new Map();
	for (const { vault, line } of entries) {
		const firstLine = firstLines.get(vault);
		if (firstLine === void 0) firstLines.set(vault, line);
		else failures.push({
			code: "VAULT_REPEATED",
			vault,
			line,
			firstLine
		});
	}
	return failures;
}
function parseEntry(text) {
	const comma = text.lastIndexOf(",");
	if (comma < 0) return isVaultText(text) && readColonSlip(text) === void 0 ? {
		vault: text,
		access: void 0
	} : void 0;
	const vault = text.slice(0, comma).trim();
	const access = text.slice(comma + 1).trim();
	return isVaultText(vault) && !vault.includes(",") && isAccess(access) ? {
		vault,
		access
	} : void 0;
}
/** The words that people write for an access. */
const ACCESS_WORDS = /* @__PURE__ */ new Map([
	["r", "r"],
	["read", "r"],
	["read-only", "r"],
	["readonly", "r"],
	["w", "w"],
	["write", "w"],
	["write-only", "w"],
	["writeonly", "w"],
	["rw", "rw"],
	["wr", "rw"],
	["read-write", "rw"],
	["readwrite", "rw"]
]);
const readAccessWord = (word) => ACCESS_WORDS.get(word.trim().toLowerCase());
/** `Prod:r`: a colon where the comma belongs. Read as a name it would only be an unknown vault, and nobody would see why. */
function readColonSlip(text) {
	const colon = text.lastIndexOf(":");
	const access = colon < 0 ? void 0 : readAccessWord(text.slice(colon + 1));
	return access === void 0 ? void 0 : {
		vault: text.slice(0, colon).trim(),
		access
	};
}
/**
* What was probably meant, as lines that parse, or `null`: `Prod:r`, `Prod,read`, `a,b`, `a:r,b`.
* Source of the slips: what people ask about `op connect token create` in public.
*/
function suggestLines(text) {
	if (!isVaultText(text)) return null;
	const lines = [];
	for (const part of text.split(",").map((each) => each.trim())) {
		const access = readAccessWord(part);
		const before = lines.at(-1);
		if (access !== void 0 && before !== void 0 && !before.includes(",")) lines.splice(-1, 1, `${before},${access}`);
		else if (access !== void 0) return null;
		else if (part !== "") lines.push(formatEntry(readColonSlip(part) ?? {
			vault: part,
			access: void 0
		}));
	}
	const known = [...new Set(lines)];
	const vaults = new Set(known.map((line) => parseEntry(line)?.vault));
	return vaults.size === known.length && vaults.size > 0 && !vaults.has(void 0) ? known.join("\n") : null;
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
const plus = (at, span) => instant(at + Math.round(span * 1e3));
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
/** A hundred years: more is a slip of the keyboard, and every sum of durations stays a safe integer. */
const DURATION_MAX = seconds(31536e5);
const DURATION_TEXT_MAX = 32;
/**
* `90s`, `15m`, `1h30m`, `1w2d`: units from long to short, each at most once, with no sign, space or fraction.
* Fails with `DURATION_MALFORMED`.
* Source: 1password.dev, `op connect token create --expires-in`, for the units.
*/
function parseDuration(text) {
	const malformed = err({
		code: "DURATION_MALFORMED",
		text
	});
	if (text.length > DURATION_TEXT_MAX) return malformed;
	const match = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
	if (match === null || text === "") return malformed;
	const total = UNITS.reduce((sum, { size }, index) => sum + Number(match[index + 1] ?? 0) * size, 0);
	return total <= DURATION_MAX ? ok(seconds(total)) : malformed;
}
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
	BROKER_REFUSED: ({ url, refusal, messages, eventId }) => `the broker ${quote(url)} refused (${plain(refusal)}${eventId === null ? "" : `, event ${plain(eventId)}`}): ${tell(messages)}`,
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
function tell(messages) {
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
/** A lease's lifetime as written, `15m`. Fails with `DURATION_MALFORMED` or `LIFETIME_OUT_OF_RANGE`. */
function parseLifetime(text) {
	const parsed = parseDuration(text);
	if (!parsed.ok) return parsed;
	const refused = refuseLifetime(parsed.value);
	return refused === void 0 ? parsed : err(refused);
}
/** Both bounds are allowed: 60 s and 86,400 s pass. */
function refuseLifetime(given) {
	if (given >= LEASE_LIFETIME_MIN && given <= LEASE_LIFETIME_MAX) return void 0;
	return {
		code: "LIFETIME_OUT_OF_RANGE",
		given,
		min: LEASE_LIFETIME_MIN,
		max: LEASE_LIFETIME_MAX
	};
}
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
//#region node_modules/zod/v4/core/util.js
function getEnumValues(entries) {
	const numericValues = Object.values(entries).filter((v) => typeof v === "number");
	return Object.entries(entries).filter(([k, _]) => numericValues.indexOf(+k) === -1).map(([_, v]) => v);
}
function jsonStringifyReplacer(_, value) {
	if (typeof value === "bigint") return value.toString();
	return value;
}
var Cached = class {
	constructor(getter) {
		this._getter = getter;
		this._value = void 0;
	}
	get value() {
		const getter = this._getter;
		if (getter !== void 0) {
			this._value = getter();
			this._getter = void 0;
		}
		return this._value;
	}
};
function cached(getter) {
	return new Cached(getter);
}
function nullish(input) {
	return input === null || input === void 0;
}
function cleanRegex(source) {
	const start = source.startsWith("^") ? 1 : 0;
	const end = source.endsWith("$") ? source.length - 1 : source.length;
	return source.slice(start, end);
}
function assignProp(target, prop, value) {
	Object.defineProperty(target, prop, {
		value,
		writable: true,
		enumerable: true,
		configurable: true
	});
}
const captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {};
function isObject(data) {
	return typeof data === "object" && data !== null && !Array.isArray(data);
}
const propertyKeyTypes = /* @__PURE__*/ new Set([
	"string",
	"number",
	"symbol"
]);
function escapeRegex(str) {
	return str.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
function clone(inst, def, params) {
	const cl = new inst._zod.constr(def ?? inst._zod.def);
	if (!def || params?.parent) cl._zod.parent = inst;
	return cl;
}
function normalizeParams(_params) {
	const params = _params;
	if (!params) return {};
	if (typeof params === "string") return { error: () => params };
	if (params?.message !== void 0) {
		if (params?.error !== void 0) throw new Error("Cannot specify both `message` and `error` params");
		params.error = params.message;
	}
	delete params.message;
	if (typeof params.error === "string") return {
		...params,
		error: () => params.error
	};
	return params;
}
function optionalKeys(shape) {
	return Object.keys(shape).filter((k) => {
		return shape[k]._zod.optin !== void 0 && shape[k]._zod.optout === "optional";
	});
}
const NUMBER_FORMAT_RANGES = /*@__PURE__*/ (() => ({
	safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
	int32: [-2147483648, 2147483647],
	uint32: [0, 4294967295],
	float32: [-34028234663852886e22, 34028234663852886e22],
	float64: [-Number.MAX_VALUE, Number.MAX_VALUE]
}))();
function aborted(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue !== true) return true;
	return false;
}
function explicitlyAborted(x, startIndex = 0) {
	if (x.aborted === true) return true;
	for (let i = startIndex; i < x.issues.length; i++) if (x.issues[i]?.continue === false) return true;
	return false;
}
function prefixIssues(path, issues) {
	return issues.map((iss) => {
		var _a;
		(_a = iss).path ?? (_a.path = []);
		iss.path.unshift(path);
		return iss;
	});
}
function unwrapMessage(message) {
	return typeof message === "string" ? message : message?.message;
}
/** The leading size checks of `defChecks` that set an upper bound, each paired with it. */
function sizeCaps(defChecks) {
	const caps = [];
	for (const ch of defChecks ?? []) {
		const d = ch._zod.def;
		if (!/_(length|size)$|_equals$/.test(d.check)) break;
		const max = d.maximum ?? d.length ?? d.size;
		if (max >= 0) caps.push([max, ch]);
	}
	return caps;
}
function attachSchema(issues, start, inst) {
	var _a;
	for (let i = start; i < issues.length; i++) (_a = issues[i]).schema ?? (_a.schema = inst);
}
function finalizeIssue(iss, ctx, config) {
	var _a;
	const traits = iss.inst?._zod?.traits;
	if (traits?.has("$ZodType")) {
		if (traits.has("$ZodCheck")) (_a = iss).schema ?? (_a.schema = iss.inst);
		else iss.schema = iss.inst;
	}
	const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
	const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config.customError?.(iss)) ?? unwrapMessage(config.localeError?.(iss)) ?? "Invalid input";
	const full = {};
	for (const k of Object.keys(iss)) {
		if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__") continue;
		full[k] = iss[k];
	}
	full.path ?? (full.path = []);
	full.message = message;
	if (ctx?.reportInput) full.input = iss.input;
	return full;
}
const highSurrogate = /[\uD800-\uDBFF]/;
function codePointLength(str) {
	const units = str.length;
	if (!highSurrogate.test(str)) return units;
	let count = units;
	for (let i = 0; i < units - 1; i++) if ((str.charCodeAt(i) & 64512) === 55296 && (str.charCodeAt(i + 1) & 64512) === 56320) {
		count--;
		i++;
	}
	return count;
}
function getLengthableOrigin(input) {
	if (Array.isArray(input)) return "array";
	if (typeof input === "string") return "string";
	return "unknown";
}
function issue(...args) {
	const [iss, input, inst] = args;
	if (typeof iss === "string") return {
		message: iss,
		code: "custom",
		input,
		inst
	};
	return { ...iss };
}
/**
* Installs a trait's members on its prototype. Each value builds that member for the instance on first read; the built value shadows the accessor as an own property, so a detached `const { parse } = schema` keeps working.
*
* Call this from a `proto` initializer, which runs once per prototype — never per instance.
*/
function members(proto, table) {
	for (const key in table) {
		const desc = Object.getOwnPropertyDescriptor(table, key);
		if (desc.get) Object.defineProperty(proto, key, {
			...desc,
			enumerable: false
		});
		else defineBound(proto, key, desc.value);
	}
}
/** Shadows a prototype member with an own value, so a getter that builds from the instance runs once. */
function own(inst, key, value, enumerable = true) {
	Object.defineProperty(inst, key, {
		configurable: true,
		writable: true,
		enumerable,
		value
	});
	return value;
}
/** Like {@link own}, for a member that was never an own data property and has to stay out of `Object.keys`. */
function hide(inst, key, value) {
	return own(inst, key, value, false);
}
function defineBound(proto, key, fn) {
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			return this == null ? fn : own(this, key, fn.bind(this));
		},
		set(value) {
			own(this, key, value);
		}
	});
}
/** Returns the prototype to install on, or `undefined` if this group is already installed on it. */
function claim(inst, sentinel) {
	const proto = Object.getPrototypeOf(inst);
	return sentinel in proto ? void 0 : proto;
}
let installing;
let broke = false;
const breaker = {
	configurable: true,
	get() {
		broke = true;
	}
};
/**
* Installs a lazily-derived internal on the `_zod` prototype of `inst`'s
* constructor, computed from the internals object itself and cached there on
* first read. One accessor per constructor rather than one per instance.
*/
function defineLazyInternal(inst, key, compute) {
	const proto = Object.getPrototypeOf(inst._zod);
	if (key in proto && installing !== inst._zod) {
		installing = void 0;
		return;
	}
	installing = inst._zod;
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			Object.defineProperty(this, key, breaker);
			const outer = broke;
			broke = false;
			try {
				const value = compute(this);
				if (broke) delete this[key];
				else Object.defineProperty(this, key, {
					configurable: true,
					writable: true,
					value
				});
				broke = broke || outer;
				return value;
			} catch (err) {
				delete this[key];
				broke = broke || outer;
				throw err;
			}
		},
		set(value) {
			Object.defineProperty(this, key, {
				configurable: true,
				writable: true,
				value
			});
		}
	});
}
/**
* Installs `key` on `inst`'s prototype, computed by `make` on first read and cached there as an own
* data property. One accessor per constructor rather than one per instance, because an own accessor
* puts every instance after the first into v8 dictionary mode. The key doubles as the sentinel.
*/
function installLazyProp(inst, key, make, enumerable) {
	const proto = claim(inst, key);
	if (!proto) return;
	Object.defineProperty(proto, key, {
		configurable: true,
		get() {
			const desc = {
				configurable: true,
				writable: true,
				enumerable,
				value: void 0
			};
			Object.defineProperty(this, key, desc);
			desc.value = make(this);
			Object.defineProperty(this, key, desc);
			return desc.value;
		},
		set(value) {
			Object.defineProperty(this, key, {
				configurable: true,
				writable: true,
				enumerable,
				value
			});
		}
	});
}
/** Marks the thunk `_catch` synthesises for a constant catch value. `Function.length` cannot tell that thunk from a user callback — rest and defaulted parameters both report arity 0 — and a user callback reads `ctx.error`, whose issues only finalize correctly against the caller's per-parse error map. Provenance can say what arity cannot. A plain string key rather than `Symbol.for`, whose call at module scope no bundler can prove pure — the same shape that anchored `urlCanParse` into every build. */
const CONSTANT_CATCH = "~constantCatch";
/** Wraps a constant catch value in a thunk tagged with {@link CONSTANT_CATCH}. */
function constantCatch(value) {
	const fn = () => value;
	fn[CONSTANT_CATCH] = true;
	return fn;
}
//#endregion
//#region node_modules/zod/v4/core/core.js
var _a;
const _zodDesc = {
	value: void 0,
	enumerable: false
};
let _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
	const E = _E;
	if (E) {
		const saved = E.stackTraceLimit;
		if (typeof saved === "number") {
			try {
				E.stackTraceLimit = 0;
			} catch {
				_E = null;
				return new Definition();
			}
			try {
				return new Definition();
			} finally {
				E.stackTraceLimit = saved;
			}
		}
	}
	return new Definition();
}
function $constructor(name, initializer, proto, params) {
	const zodProto = {};
	function Internals(def) {
		this.def = def;
		this.constr = _;
		this.traits = /* @__PURE__ */ new Set();
	}
	Internals.prototype = zodProto;
	const protoMembers = proto;
	const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
	function init(inst, def) {
		if (!inst._zod) {
			_zodDesc.value = new Internals(def);
			try {
				Object.defineProperty(inst, "_zod", _zodDesc);
			} finally {
				_zodDesc.value = void 0;
			}
		} else if (inst._zod.traits.has(name)) return;
		inst._zod.traits.add(name);
		initializer(inst, def);
		if (initialized) {
			const own = Object.getPrototypeOf(inst);
			const ctorProto = inst._zod.constr.prototype;
			let up = own;
			while (up && up !== ctorProto) up = Object.getPrototypeOf(up);
			const target = up ?? own;
			if (!initialized.has(target)) {
				initialized.add(target);
				members(target, protoMembers);
			}
		}
		const proto = _.prototype;
		for (const k in proto) {
			if (!Object.prototype.hasOwnProperty.call(proto, k)) continue;
			if (!(k in inst)) inst[k] = proto[k].bind(inst);
		}
	}
	const Parent = params?.Parent ?? Object;
	class Definition extends Parent {}
	Object.defineProperty(Definition, "name", { value: name });
	function _(def) {
		const inst = params?.Parent ? newError(Definition) : this;
		init(inst, def);
		const deferred = inst._zod.deferred;
		if (deferred) {
			for (const fn of deferred) fn();
			inst._zod.deferred = void 0;
		}
		const pp = globalThis.__zod_globalConfig?.postProcessor;
		if (pp) pp(inst);
		return inst;
	}
	Object.defineProperty(_, "init", { value: init });
	Object.defineProperty(_, Symbol.hasInstance, { value: (inst) => {
		if (params?.Parent && inst instanceof params.Parent) return true;
		return inst?._zod?.traits?.has(name);
	} });
	Object.defineProperty(_, "name", { value: name });
	return _;
}
var $ZodAsyncError = class extends Error {
	constructor() {
		super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
	}
};
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
const globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
	if (newConfig) Object.assign(globalConfig, newConfig);
	return globalConfig;
}
//#endregion
//#region node_modules/zod/v4/core/errors.js
function _getMessage() {
	const internals = this._zod;
	internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
	return internals.message;
}
function _setMessage(value) {
	this._zod.message = value;
}
const _messageDesc = {
	get: _getMessage,
	set: _setMessage,
	enumerable: true,
	configurable: true
};
const _issuesDesc = {
	value: void 0,
	enumerable: false
};
const _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
const initializer = (inst, def) => {
	inst.name = "$ZodError";
	_issuesDesc.value = def;
	Object.defineProperty(inst, "issues", _issuesDesc);
	_issuesDesc.value = void 0;
	Object.defineProperty(inst, "message", _messageDesc);
	const proto = Object.getPrototypeOf(inst);
	if (!_installedToString.has(proto)) {
		_installedToString.add(proto);
		Object.defineProperty(proto, "toString", {
			configurable: true,
			enumerable: false,
			get() {
				const value = () => this.message;
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
				return value;
			},
			set(value) {
				Object.defineProperty(this, "toString", {
					value,
					configurable: true,
					writable: true
				});
			}
		});
	}
};
$constructor("$ZodError", initializer);
const $ZodRealError = $constructor("$ZodError", initializer, void 0, { Parent: Error });
//#endregion
//#region node_modules/zod/v4/core/parse.js
const _parse = (_Err) => {
	const fn = (schema, value, _ctx, _params) => {
		const ctx = _ctx ? {
			..._ctx,
			async: false
		} : { async: false };
		const result = schema._zod.run({
			value,
			issues: []
		}, ctx);
		if (result instanceof Promise) throw new $ZodAsyncError();
		if (result.issues.length) {
			const e = new ((_params?.Err) ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
			captureStackTrace(e, _params?.callee ?? fn);
			throw e;
		}
		return result.value;
	};
	return fn;
};
const parse = /* @__PURE__*/ _parse($ZodRealError);
const _parseAsync = (_Err) => {
	const fn = async (schema, value, _ctx, params) => {
		const ctx = _ctx ? {
			..._ctx,
			async: true
		} : { async: true };
		let result = schema._zod.run({
			value,
			issues: []
		}, ctx);
		if (result instanceof Promise) result = await result;
		if (result.issues.length) {
			const e = new ((params?.Err) ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
			captureStackTrace(e, params?.callee ?? fn);
			throw e;
		}
		return result.value;
	};
	return fn;
};
const parseAsync = /* @__PURE__*/ _parseAsync($ZodRealError);
const _safeParse = (_Err) => (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: false
	} : { async: false };
	const result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) throw new $ZodAsyncError();
	return result.issues.length ? failure(_Err, result.issues, ctx) : {
		success: true,
		data: result.value
	};
};
const safeParse = /* @__PURE__*/ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
	let error;
	return {
		success: false,
		get error() {
			if (!error) {
				error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
				issues = void 0;
				ctx = void 0;
			}
			return error;
		},
		set error(e) {
			error = e;
			issues = void 0;
			ctx = void 0;
		}
	};
}
const _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
	const ctx = _ctx ? {
		..._ctx,
		async: true
	} : { async: true };
	let result = schema._zod.run({
		value,
		issues: []
	}, ctx);
	if (result instanceof Promise) result = await result;
	return result.issues.length ? failure(_Err, result.issues, ctx) : {
		success: true,
		data: result.value
	};
};
const safeParseAsync = /* @__PURE__*/ _safeParseAsync($ZodRealError);
//#endregion
//#region node_modules/zod/v4/core/regexes.js
const dateSource = `(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))`;
function timeSource(args) {
	const hhmm = `(?:[01]\\d|2[0-3]):[0-5]\\d`;
	return typeof args.precision === "number" ? args.precision === -1 ? `${hhmm}` : args.precision === 0 ? `${hhmm}:[0-5]\\d` : `${hhmm}:[0-5]\\d\\.\\d{${args.precision}}` : args.seconds ? `${hhmm}:[0-5]\\d(?:\\.\\d+)?` : `${hhmm}(?::[0-5]\\d(?:\\.\\d+)?)?`;
}
function datetime$1(args) {
	const opts = ["Z"];
	if (args.offset) opts.push(`([+-](?:[01]\\d|2[0-3]):[0-5]\\d)`);
	const qualified = `${timeSource({
		precision: args.precision,
		seconds: true
	})}(?:${opts.join("|")})`;
	const timeRegex = args.local ? `${qualified}|${timeSource({ precision: args.precision })}` : qualified;
	return new RegExp(`^${dateSource}T(?:${timeRegex})$`);
}
const anyString = /^[\s\S]{0,}$/;
const number = /^-?\d+(?:\.\d+)?$/;
//#endregion
//#region node_modules/zod/v4/core/checks.js
const $ZodCheck = /*@__PURE__*/ $constructor("$ZodCheck", (inst, def) => {
	var _a;
	inst._zod ?? (inst._zod = {});
	inst._zod.def = def;
	(_a = inst._zod).onattach ?? (_a.onattach = []);
});
/** Default `when` for length-based checks: run only on non-nullish values with a `length`. */
const _whenHasLength = (payload) => {
	const val = payload.value;
	return !nullish(val) && val.length !== void 0;
};
const numericOriginMap = {
	number: "number",
	bigint: "bigint",
	object: "date"
};
const $ZodCheckLessThan = /*@__PURE__*/ $constructor("$ZodCheckLessThan", (inst, def) => {
	$ZodCheck.init(inst, def);
	const origin = numericOriginMap[typeof def.value];
	inst._zod.check = (payload) => {
		if (def.inclusive ? payload.value <= def.value : payload.value < def.value) return;
		payload.issues.push({
			origin: numericOriginMap[typeof payload.value] ?? origin,
			code: "too_big",
			maximum: typeof def.value === "object" ? def.value.getTime() : def.value,
			input: payload.value,
			inclusive: def.inclusive,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckGreaterThan = /*@__PURE__*/ $constructor("$ZodCheckGreaterThan", (inst, def) => {
	$ZodCheck.init(inst, def);
	const origin = numericOriginMap[typeof def.value];
	inst._zod.check = (payload) => {
		if (def.inclusive ? payload.value >= def.value : payload.value > def.value) return;
		payload.issues.push({
			origin: numericOriginMap[typeof payload.value] ?? origin,
			code: "too_small",
			minimum: typeof def.value === "object" ? def.value.getTime() : def.value,
			input: payload.value,
			inclusive: def.inclusive,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckNumberFormat = /*@__PURE__*/ $constructor("$ZodCheckNumberFormat", (inst, def) => {
	$ZodCheck.init(inst, def);
	def.format = def.format || "float64";
	const isInt = def.format?.includes("int");
	const origin = isInt ? "int" : "number";
	const [minimum, maximum] = NUMBER_FORMAT_RANGES[def.format];
	inst._zod.check = (payload) => {
		const input = payload.value;
		if (isInt) {
			if (!Number.isInteger(input)) {
				payload.issues.push({
					expected: origin,
					format: def.format,
					code: "invalid_type",
					continue: false,
					input,
					inst
				});
				return;
			}
			if (!Number.isSafeInteger(input)) {
				if (input > 0) payload.issues.push({
					input,
					code: "too_big",
					maximum: Number.MAX_SAFE_INTEGER,
					note: "Integers must be within the safe integer range.",
					inst,
					origin,
					inclusive: true,
					continue: !def.abort
				});
				else payload.issues.push({
					input,
					code: "too_small",
					minimum: Number.MIN_SAFE_INTEGER,
					note: "Integers must be within the safe integer range.",
					inst,
					origin,
					inclusive: true,
					continue: !def.abort
				});
				return;
			}
		}
		if (input < minimum) payload.issues.push({
			origin: "number",
			input,
			code: "too_small",
			minimum,
			inclusive: true,
			inst,
			continue: !def.abort
		});
		if (input > maximum) payload.issues.push({
			origin: "number",
			input,
			code: "too_big",
			maximum,
			inclusive: true,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckMaxLength = /*@__PURE__*/ $constructor("$ZodCheckMaxLength", (inst, def) => {
	var _a;
	$ZodCheck.init(inst, def);
	(_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
	inst._zod.check = (payload) => {
		const input = payload.value;
		const units = input.length;
		if ((typeof input === "string" && units > def.maximum ? codePointLength(input) : units) <= def.maximum) return;
		const origin = getLengthableOrigin(input);
		payload.issues.push({
			origin,
			code: "too_big",
			maximum: def.maximum,
			inclusive: true,
			input,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckMinLength = /*@__PURE__*/ $constructor("$ZodCheckMinLength", (inst, def) => {
	var _a;
	$ZodCheck.init(inst, def);
	(_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
	inst._zod.check = (payload) => {
		const input = payload.value;
		const units = input.length;
		if ((typeof input === "string" && units >= def.minimum && units < def.minimum * 2 ? codePointLength(input) : units) >= def.minimum) return;
		const origin = getLengthableOrigin(input);
		payload.issues.push({
			origin,
			code: "too_small",
			minimum: def.minimum,
			inclusive: true,
			input,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckLengthEquals = /*@__PURE__*/ $constructor("$ZodCheckLengthEquals", (inst, def) => {
	var _a;
	$ZodCheck.init(inst, def);
	(_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
	inst._zod.check = (payload) => {
		const input = payload.value;
		const units = input.length;
		const length = typeof input === "string" && units >= def.length && units <= def.length * 2 ? codePointLength(input) : units;
		if (length === def.length) return;
		const origin = getLengthableOrigin(input);
		const tooBig = length > def.length;
		payload.issues.push({
			origin,
			...tooBig ? {
				code: "too_big",
				maximum: def.length
			} : {
				code: "too_small",
				minimum: def.length
			},
			inclusive: true,
			exact: true,
			input: payload.value,
			inst,
			continue: !def.abort
		});
	};
});
const $ZodCheckStringFormat = /*@__PURE__*/ $constructor("$ZodCheckStringFormat", (inst, def) => {
	var _a, _b;
	$ZodCheck.init(inst, def);
	if (def.pattern) (_a = inst._zod).check ?? (_a.check = (payload) => {
		def.pattern.lastIndex = 0;
		if (def.pattern.test(payload.value)) return;
		payload.issues.push({
			origin: "string",
			code: "invalid_format",
			format: def.format,
			input: payload.value,
			...def.pattern ? { pattern: def.pattern.toString() } : {},
			inst,
			continue: !def.abort
		});
	});
	else (_b = inst._zod).check ?? (_b.check = () => {});
});
const $ZodCheckRegex = /*@__PURE__*/ $constructor("$ZodCheckRegex", (inst, def) => {
	$ZodCheckStringFormat.init(inst, def);
	inst._zod.check = (payload) => {
		def.pattern.lastIndex = 0;
		if (def.pattern.test(payload.value)) return;
		payload.issues.push({
			origin: "string",
			code: "invalid_format",
			format: "regex",
			input: payload.value,
			pattern: def.pattern.toString(),
			inst,
			continue: !def.abort
		});
	};
});
//#endregion
//#region node_modules/zod/v4/core/versions.js
const version = {
	major: 4,
	minor: 6,
	patch: 6
};
//#endregion
//#region node_modules/zod/v4/core/schemas.js
const $ZodType = /*@__PURE__*/ $constructor("$ZodType", (inst, def) => {
	var _a;
	inst ?? (inst = {});
	inst._zod.def = def;
	inst._zod.bag = inst._zod.bag || {};
	inst._zod.version = version;
	const defChecks = inst._zod.def.checks;
	const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
	for (const ch of checks) for (const fn of ch._zod.onattach) fn(inst);
	if (checks.length === 0) {
		(_a = inst._zod).deferred ?? (_a.deferred = []);
		inst._zod.deferred?.push(() => {
			inst._zod.run = inst._zod.parse;
		});
	} else {
		const runChecks = (payload, checks, ctx) => {
			if (payload.memo) return payload;
			let isAborted = aborted(payload);
			let asyncResult;
			for (const ch of checks) {
				if (ch._zod.def.when) {
					if (explicitlyAborted(payload)) continue;
					if (!ch._zod.def.when(payload)) continue;
				} else if (isAborted) continue;
				const currLen = payload.issues.length;
				const _ = ch._zod.check(payload);
				if (_ instanceof Promise && ctx?.async === false) throw new $ZodAsyncError();
				if (asyncResult || _ instanceof Promise) asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
					await _;
					if (payload.issues.length === currLen) return;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted(payload, currLen);
				});
				else {
					if (payload.issues.length === currLen) continue;
					attachSchema(payload.issues, currLen, inst);
					if (!isAborted) isAborted = aborted(payload, currLen);
				}
			}
			if (asyncResult) return asyncResult.then(() => {
				return payload;
			});
			return payload;
		};
		const handleCanaryResult = (canary, payload, ctx) => {
			if (aborted(canary)) {
				canary.aborted = true;
				return canary;
			}
			const checkResult = runChecks(payload, checks, ctx);
			if (checkResult instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return checkResult.then((checkResult) => inst._zod.parse(checkResult, ctx));
			}
			return inst._zod.parse(checkResult, ctx);
		};
		inst._zod.run = (payload, ctx) => {
			if (ctx.skipChecks) return inst._zod.parse(payload, ctx);
			if (ctx.direction === "backward") {
				const canary = inst._zod.parse({
					value: payload.value,
					issues: []
				}, {
					...ctx,
					skipChecks: true
				});
				if (canary instanceof Promise) return canary.then((canary) => {
					return handleCanaryResult(canary, payload, ctx);
				});
				return handleCanaryResult(canary, payload, ctx);
			}
			const result = inst._zod.parse(payload, ctx);
			if (result instanceof Promise) {
				if (ctx.async === false) throw new $ZodAsyncError();
				return result.then((result) => runChecks(result, checks, ctx));
			}
			return runChecks(result, checks, ctx);
		};
	}
}, {
	get "~standard"() {
		return hide(this, "~standard", standardProps(this));
	},
	set "~standard"(value) {
		own(this, "~standard", value);
	}
});
/** The Standard Schema surface for `inst`. Shared so wrappers can extend it without forcing it. */
const toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
	const ctx = { async: true };
	return toStandardResult(await inst._zod.run({
		value,
		issues: []
	}, ctx), ctx);
}
function standardProps(inst) {
	return {
		validate: (value) => {
			const ctx = { async: false };
			try {
				const r = inst._zod.run({
					value,
					issues: []
				}, ctx);
				if (!(r instanceof Promise)) return toStandardResult(r, ctx);
			} catch (_) {}
			return validateAsync(inst, value);
		},
		vendor: "zod",
		version: 1
	};
}
const $ZodString = /*@__PURE__*/ $constructor("$ZodString", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = def.pattern ?? anyString;
	inst._zod.parse = (payload, _) => {
		if (def.coerce) try {
			payload.value = String(payload.value);
		} catch (_) {}
		if (typeof payload.value === "string") return payload;
		payload.issues.push({
			expected: "string",
			code: "invalid_type",
			input: payload.value,
			inst
		});
		return payload;
	};
});
const $ZodStringFormat = /*@__PURE__*/ $constructor("$ZodStringFormat", (inst, def) => {
	$ZodCheckStringFormat.init(inst, def);
	$ZodString.init(inst, def);
});
const $ZodISODateTime = /*@__PURE__*/ $constructor("$ZodISODateTime", (inst, def) => {
	def.pattern ?? (def.pattern = datetime$1(def));
	$ZodStringFormat.init(inst, def);
});
const $ZodNumber = /*@__PURE__*/ $constructor("$ZodNumber", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.pattern = number;
	inst._zod.parse = (payload, _ctx) => {
		if (def.coerce) try {
			payload.value = Number(payload.value);
		} catch (_) {}
		const input = payload.value;
		if (typeof input === "number" && !Number.isNaN(input) && Number.isFinite(input)) return payload;
		const received = typeof input === "number" ? Number.isNaN(input) ? "NaN" : !Number.isFinite(input) ? String(input) : void 0 : void 0;
		payload.issues.push({
			expected: "number",
			code: "invalid_type",
			input,
			inst,
			...received ? { received } : {}
		});
		return payload;
	};
});
const $ZodNumberFormat = /*@__PURE__*/ $constructor("$ZodNumberFormat", (inst, def) => {
	$ZodCheckNumberFormat.init(inst, def);
	$ZodNumber.init(inst, def);
});
const $ZodNever = /*@__PURE__*/ $constructor("$ZodNever", (inst, def) => {
	$ZodType.init(inst, def);
	inst._zod.parse = (payload, _ctx) => {
		payload.issues.push({
			expected: "never",
			code: "invalid_type",
			input: payload.value,
			inst
		});
		return payload;
	};
});
function capSize(inst, size) {
	const caps = sizeCaps(inst._zod.def.checks);
	if (!caps.length) return;
	const cap = Math.min(...caps.map((c) => c[0]));
	const parse = inst._zod.parse;
	inst._zod.parse = (payload, ctx) => {
		const n = size(payload.value);
		if (n > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
			for (const [max, ch] of sizeCaps(inst._zod.def.checks)) if (n > max && ch._zod.def.when(payload)) {
				const start = payload.issues.length;
				ch._zod.check(payload);
				payload.issues[start].continue = false;
				attachSchema(payload.issues, start, inst);
				return payload;
			}
		}
		return parse(payload, ctx);
	};
}
const arraySize = (input) => Array.isArray(input) ? input.length : -1;
function handleArrayResult(result, final, index) {
	if (result.issues.length) final.issues.push(...prefixIssues(index, result.issues));
	final.value[index] = result.value;
}
const $ZodArray = /*@__PURE__*/ $constructor("$ZodArray", (inst, def) => {
	$ZodType.init(inst, def);
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		const input = payload.value;
		if (!Array.isArray(input)) {
			payload.issues.push({
				expected: "array",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
		const proms = [];
		const abortEarly = ctx?.abortEarly;
		for (let i = 0; i < input.length; i++) {
			const item = input[i];
			const result = def.element._zod.run({
				value: item,
				issues: []
			}, ctx);
			if (result instanceof Promise) proms.push(result.then((result) => handleArrayResult(result, payload, i)));
			else {
				handleArrayResult(result, payload, i);
				if (abortEarly && result.issues.length !== 0 && aborted(result)) break;
			}
		}
		if (proms.length) return Promise.all(proms).then(() => payload);
		return payload;
	};
	capSize(inst, arraySize);
});
function handlePropertyResult(result, final, key, input, optin, optout) {
	const isPresent = key in input;
	const isOptionalOut = optout === "optional";
	if (!isPresent && isOptionalOut && optin === "optional") return;
	if (result.issues.length) {
		if (optin !== void 0 && isOptionalOut && !isPresent) return;
		final.issues.push(...prefixIssues(key, result.issues));
	}
	if (!isPresent && optin === void 0) {
		if (!result.issues.length) final.issues.push({
			code: "invalid_type",
			expected: "nonoptional",
			input: void 0,
			path: [key]
		});
		return;
	}
	if (result.value === void 0) {
		if (isPresent || optin === "defaulted" && !isOptionalOut) final.value[key] = void 0;
	} else final.value[key] = result.value;
}
const NO_SYMBOL_KEYS = [];
function normalizeDef(def) {
	const keys = Object.keys(def.shape);
	const ownSymbols = Object.getOwnPropertySymbols(def.shape);
	const symbolKeys = ownSymbols.length ? ownSymbols : NO_SYMBOL_KEYS;
	const allKeys = symbolKeys.length ? [...keys, ...symbolKeys] : keys;
	for (const k of allKeys) if (!def.shape?.[k]?._zod?.traits?.has("$ZodType")) throw new Error(`Invalid element at key "${String(k)}": expected a Zod schema`);
	const okeys = optionalKeys(def.shape);
	return {
		...def,
		allKeys,
		symbolKeys,
		keySet: new Set(keys),
		numKeys: keys.length,
		optionalKeys: new Set(okeys)
	};
}
function handleCatchall(proms, input, payload, ctx, def, inst, abortEarly) {
	const unrecognized = [];
	const keySet = def.keySet;
	const _catchall = def.catchall._zod;
	const t = _catchall.def.type;
	const optin = _catchall.optin;
	const optout = _catchall.optout;
	let seen = 0;
	for (const key in input) {
		if (abortEarly && payload.issues.length !== seen) {
			if (aborted(payload, seen)) break;
			seen = payload.issues.length;
		}
		if (keySet.has(key)) continue;
		if (key === "__proto__") {
			if (t === "never") unrecognized.push(key);
			continue;
		}
		if (t === "never") {
			unrecognized.push(key);
			continue;
		}
		const r = _catchall.run({
			value: input[key],
			issues: []
		}, ctx);
		if (r instanceof Promise) proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
		else handlePropertyResult(r, payload, key, input, optin, optout);
	}
	if (unrecognized.length) payload.issues.push({
		code: "unrecognized_keys",
		keys: unrecognized,
		input,
		inst,
		continue: true
	});
	if (!proms.length) return payload;
	return Promise.all(proms).then(() => {
		return payload;
	});
}
const $ZodObject = /*@__PURE__*/ $constructor("$ZodObject", (inst, def) => {
	$ZodType.init(inst, def);
	const desc = Object.getOwnPropertyDescriptor(def, "shape");
	const sh = desc?.get ? desc.get.raw : def.shape ?? {};
	if (sh) {
		const get = () => {
			const newSh = { ...sh };
			Object.defineProperty(def, "shape", { value: newSh });
			get.raw = newSh;
			return newSh;
		};
		get.raw = sh;
		Object.defineProperty(def, "shape", { get });
	}
	const _normalized = cached(() => normalizeDef(def));
	defineLazyInternal(inst, "propValues", (zod) => {
		const shape = zod.def.shape;
		const propValues = {};
		for (const key in shape) {
			const field = shape[key]._zod;
			if (field.values) {
				if (!Object.prototype.hasOwnProperty.call(propValues, key)) assignProp(propValues, key, /* @__PURE__ */ new Set());
				for (const v of field.values) propValues[key].add(v);
				if (field.optin !== void 0) propValues[key].add(void 0);
			}
		}
		return propValues;
	});
	const isObject$1 = isObject;
	const catchall = def.catchall;
	let value;
	const memo = globalConfig.memoizer;
	memo?.attach(inst);
	inst._zod.parse = (payload, ctx) => {
		value ?? (value = _normalized.value);
		const input = payload.value;
		if (!isObject$1(input)) {
			payload.issues.push({
				expected: "object",
				code: "invalid_type",
				input,
				inst
			});
			return payload;
		}
		payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
		const proms = [];
		const shape = value.shape;
		const abortEarly = ctx?.abortEarly;
		let seen = payload.issues.length;
		for (const key of value.allKeys) {
			if (abortEarly && payload.issues.length !== seen) {
				if (aborted(payload, seen)) break;
				seen = payload.issues.length;
			}
			if (key === "__proto__") continue;
			const el = shape[key];
			const optin = el._zod.optin;
			const optout = el._zod.optout;
			const r = el._zod.run({
				value: input[key],
				issues: []
			}, ctx);
			if (r instanceof Promise) proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
			else handlePropertyResult(r, payload, key, input, optin, optout);
		}
		if (!catchall) return proms.length ? Promise.all(proms).then(() => payload) : payload;
		return handleCatchall(proms, input, payload, ctx, _normalized.value, inst, abortEarly === true);
	};
});
const $ZodEnum = /*@__PURE__*/ $constructor("$ZodEnum", (inst, def) => {
	$ZodType.init(inst, def);
	const values = getEnumValues(def.entries);
	const valuesSet = new Set(values);
	inst._zod.values = valuesSet;
	defineLazyInternal(inst, "pattern", (zod) => {
		const patternValues = getEnumValues(zod.def.entries).filter((k) => propertyKeyTypes.has(typeof k));
		return new RegExp(patternValues.length ? `^(${patternValues.map((o) => escapeRegex(o.toString())).join("|")})$` : "^[^\\s\\S]$");
	});
	inst._zod.parse = (payload, _ctx) => {
		const input = payload.value;
		if (valuesSet.has(input)) return payload;
		payload.issues.push({
			code: "invalid_value",
			values,
			input,
			inst
		});
		return payload;
	};
});
const $ZodLiteral = /*@__PURE__*/ $constructor("$ZodLiteral", (inst, def) => {
	$ZodType.init(inst, def);
	const values = new Set(def.values);
	inst._zod.values = values;
	defineLazyInternal(inst, "pattern", (zod) => {
		const vals = zod.def.values;
		return new RegExp(vals.length ? `^(${vals.map((o) => typeof o === "string" ? escapeRegex(o) : o ? escapeRegex(o.toString()) : String(o)).join("|")})$` : "^[^\\s\\S]$");
	});
	inst._zod.parse = (payload, _ctx) => {
		const input = payload.value;
		if (values.has(input)) return payload;
		payload.issues.push({
			code: "invalid_value",
			values: def.values,
			input,
			inst
		});
		return payload;
	};
});
function handleOptionalResult(payload, result) {
	payload.value = result.issues.length ? void 0 : result.value;
	return payload;
}
const $ZodOptional = /*@__PURE__*/ $constructor("$ZodOptional", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
	inst._zod.optout = "optional";
	defineLazyInternal(inst, "values", (zod) => {
		const values = zod.def.innerType._zod.values;
		return values ? /* @__PURE__ */ new Set([...values, void 0]) : void 0;
	});
	defineLazyInternal(inst, "pattern", (zod) => {
		const pattern = zod.def.innerType._zod.pattern;
		return pattern ? new RegExp(`^(${cleanRegex(pattern.source)})?$`) : void 0;
	});
	inst._zod.parse = (payload, ctx) => {
		if (payload.value === void 0) {
			if (def.innerType._zod.optin !== "defaulted") return payload;
			const result = def.innerType._zod.run({
				value: payload.value,
				issues: []
			}, ctx);
			if (result instanceof Promise) return result.then((result) => handleOptionalResult(payload, result));
			return handleOptionalResult(payload, result);
		}
		return def.innerType._zod.run(payload, ctx);
	};
});
const $ZodNullable = /*@__PURE__*/ $constructor("$ZodNullable", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin);
	defineLazyInternal(inst, "optout", (zod) => zod.def.innerType._zod.optout);
	defineLazyInternal(inst, "pattern", (zod) => {
		const pattern = zod.def.innerType._zod.pattern;
		return pattern ? new RegExp(`^(${cleanRegex(pattern.source)}|null)$`) : void 0;
	});
	defineLazyInternal(inst, "values", (zod) => {
		return zod.def.innerType._zod.values ? /* @__PURE__ */ new Set([...zod.def.innerType._zod.values, null]) : void 0;
	});
	inst._zod.parse = (payload, ctx) => {
		if (payload.value === null) return payload;
		return def.innerType._zod.run(payload, ctx);
	};
});
function handleCatchResult(payload, result, def, ctx) {
	if (!result.issues.length) {
		payload.value = result.value;
		if (result.memo) payload.memo = true;
		return payload;
	}
	payload.value = def.catchValue({
		...result,
		value: payload.value,
		error: { issues: result.issues.map((iss) => finalizeIssue(iss, ctx, config())) },
		input: payload.value
	});
	return payload;
}
const $ZodCatch = /*@__PURE__*/ $constructor("$ZodCatch", (inst, def) => {
	$ZodType.init(inst, def);
	defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
	defineLazyInternal(inst, "optout", (zod) => zod.def.innerType._zod.optout);
	defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
	inst._zod.parse = (payload, ctx) => {
		if (ctx.direction === "backward") return def.innerType._zod.run(payload, ctx);
		const result = def.innerType._zod.run({
			value: payload.value,
			issues: []
		}, ctx);
		if (result instanceof Promise) return result.then((result) => handleCatchResult(payload, result, def, ctx));
		return handleCatchResult(payload, result, def, ctx);
	};
});
const $ZodCustom = /*@__PURE__*/ $constructor("$ZodCustom", (inst, def) => {
	$ZodCheck.init(inst, def);
	$ZodType.init(inst, def);
	inst._zod.parse = (payload, _) => {
		return payload;
	};
	inst._zod.check = (payload) => {
		const input = payload.value;
		const r = def.fn(input);
		if (r instanceof Promise) return r.then((r) => handleRefineResult(r, payload, input, inst));
		handleRefineResult(r, payload, input, inst);
	};
});
function handleRefineResult(result, payload, input, inst) {
	if (!result) {
		const _iss = {
			code: "custom",
			input,
			inst,
			path: [...inst._zod.def.path ?? []],
			continue: !inst._zod.def.abort
		};
		if (inst._zod.def.params) _iss.params = inst._zod.def.params;
		payload.issues.push(issue(_iss));
	}
}
//#endregion
//#region node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
	if (def.checks) def.checks = [...def.checks];
	return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
	return new Class(snapshotChecks({
		type: "string",
		...normalizeParams(params)
	}));
}
// @__NO_SIDE_EFFECTS__
function _isoDateTime(Class, params) {
	return new Class({
		type: "string",
		format: "datetime",
		check: "string_format",
		offset: false,
		local: false,
		precision: null,
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _int(Class, params) {
	return new Class({
		type: "number",
		check: "number_format",
		abort: false,
		format: "safeint",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _never(Class, params) {
	return new Class({
		type: "never",
		...normalizeParams(params)
	});
}
// @__NO_SIDE_EFFECTS__
function _lte(value, params) {
	return new $ZodCheckLessThan({
		check: "less_than",
		...normalizeParams(params),
		value,
		inclusive: true
	});
}
// @__NO_SIDE_EFFECTS__
function _gte(value, params) {
	return new $ZodCheckGreaterThan({
		check: "greater_than",
		...normalizeParams(params),
		value,
		inclusive: true
	});
}
// @__NO_SIDE_EFFECTS__
function _maxLength(maximum, params) {
	return new $ZodCheckMaxLength({
		check: "max_length",
		...normalizeParams(params),
		maximum
	});
}
// @__NO_SIDE_EFFECTS__
function _minLength(minimum, params) {
	return new $ZodCheckMinLength({
		check: "min_length",
		...normalizeParams(params),
		minimum
	});
}
// @__NO_SIDE_EFFECTS__
function _length(length, params) {
	return new $ZodCheckLengthEquals({
		check: "length_equals",
		...normalizeParams(params),
		length
	});
}
// @__NO_SIDE_EFFECTS__
function _regex(pattern, params) {
	return new $ZodCheckRegex({
		check: "string_format",
		format: "regex",
		...normalizeParams(params),
		pattern
	});
}
// @__NO_SIDE_EFFECTS__
function _refine(Class, fn, _params) {
	return new Class({
		type: "custom",
		check: "custom",
		fn,
		...normalizeParams(_params)
	});
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
	return /* @__PURE__ */ _string(ZodMiniString, params);
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
	return /* @__PURE__ */ _int(ZodMiniNumberFormat, params);
}
const ZodMiniNever = /*@__PURE__*/ $constructor("ZodMiniNever", (inst, def) => {
	$ZodNever.init(inst, def);
	ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function never(params) {
	return /* @__PURE__ */ _never(ZodMiniNever, params);
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
	return /* @__PURE__ */ _refine(ZodMiniCustom, fn, _params);
}
//#endregion
//#region node_modules/zod/v4/mini/iso.js
const ZodMiniISODateTime = /*@__PURE__*/ $constructor("ZodMiniISODateTime", (inst, def) => {
	$ZodISODateTime.init(inst, def);
	ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function datetime(params) {
	return /* @__PURE__ */ _isoDateTime(ZodMiniISODateTime, params);
}
//#endregion
//#region packages/protocol/src/sts.ts
/** Source: RFC 8693 §2.1. */
const TOKEN_EXCHANGE_GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
/** An OIDC ID token may be called by either name. Source: RFC 8693 §3. */
const SUBJECT_TOKEN_TYPES = ["urn:ietf:params:oauth:token-type:id_token", "urn:ietf:params:oauth:token-type:jwt"];
/** Source: RFC 8693 §3. */
const ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";
/** The `type` of our authorization details. Source: RFC 9396 §2. */
const CONNECT_VAULTS = "connect_vaults";
const TOKEN_PATH = "/oauth/token";
const REVOCATION_PATH = "/oauth/revoke";
/** One key buys one create and one answer: base64url(SHA-256(handle)). */
const IDEMPOTENCY_KEY_HEADER = "idempotency-key";
const permission = /* @__PURE__ */ _enum(["read", "write"]);
(/* @__PURE__ */ array(/* @__PURE__ */ strictObject({
	type: /* @__PURE__ */ literal(CONNECT_VAULTS),
	vaults: (/* @__PURE__ */ array(/* @__PURE__ */ strictObject({
		/** A name or an id. */
		vault: (/* @__PURE__ */ string()).check(/* @__PURE__ */ _minLength(1), /* @__PURE__ */ _maxLength(256)),
		/** Left out: as the server has it. */
		permissions: /* @__PURE__ */ optional((/* @__PURE__ */ array(permission)).check(/* @__PURE__ */ _minLength(1), /* @__PURE__ */ _maxLength(2)))
	}))).check(/* @__PURE__ */ _minLength(1), /* @__PURE__ */ _maxLength(100)),
	/** Seconds. */
	expires_in: /* @__PURE__ */ optional(int().check(/* @__PURE__ */ _gte(LEASE_LIFETIME_MIN), /* @__PURE__ */ _lte(LEASE_LIFETIME_MAX)))
}))).check(/* @__PURE__ */ _length(1));
/** What was granted (RFC 9396 §7): ids beside names, and where the token is good. */
const grantedDetails = (/* @__PURE__ */ array(/* @__PURE__ */ object({
	type: /* @__PURE__ */ literal(CONNECT_VAULTS),
	/** The Connect URL of the server, from the broker's configuration. A job sends its token there: never in the clear (T37). */
	locations: (/* @__PURE__ */ array((/* @__PURE__ */ string()).check(/* @__PURE__ */ refine((text) => secureOrigin(text) !== null)))).check(/* @__PURE__ */ _length(1)),
	server: /* @__PURE__ */ object({
		id: /* @__PURE__ */ string(),
		name: /* @__PURE__ */ string()
	}),
	vaults: (/* @__PURE__ */ array(/* @__PURE__ */ object({
		vault: /* @__PURE__ */ string(),
		name: /* @__PURE__ */ string(),
		permissions: (/* @__PURE__ */ array(permission)).check(/* @__PURE__ */ _minLength(1))
	}))).check(/* @__PURE__ */ _minLength(1)),
	expires_in: int().check(/* @__PURE__ */ _gte(0))
}))).check(/* @__PURE__ */ _length(1));
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
	rule: /* @__PURE__ */ _catch(/* @__PURE__ */ optional((/* @__PURE__ */ string()).check(/* @__PURE__ */ _regex(/^[a-z0-9][a-z0-9_-]{0,63}$/))), void 0),
	/** Seconds: the rule's own limit. */
	lifetime_max: /* @__PURE__ */ _catch(/* @__PURE__ */ optional(int().check(/* @__PURE__ */ _gte(0))), void 0),
	/** The account's, with this grant's among those in use. Left out where nobody counts. */
	credits: /* @__PURE__ */ _catch(/* @__PURE__ */ optional(/* @__PURE__ */ object({
		used: int().check(/* @__PURE__ */ _gte(0)),
		limit: int().check(/* @__PURE__ */ _gte(0))
	})), void 0)
};
/** The answer to a mint. Source: RFC 8693 §2.2.1. */
const tokenAnswer = /* @__PURE__ */ object({
	access_token: (/* @__PURE__ */ string()).check(/* @__PURE__ */ _regex(COMPACT_JWT), /* @__PURE__ */ _maxLength(ACCESS_TOKEN_MAX)),
	issued_token_type: /* @__PURE__ */ literal(ACCESS_TOKEN_TYPE),
	token_type: /* @__PURE__ */ literal("Bearer"),
	/** Seconds, rounded down. */
	expires_in: int().check(/* @__PURE__ */ _gte(0)),
	authorization_details: grantedDetails,
	lease_id: (/* @__PURE__ */ string()).check(/* @__PURE__ */ _regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)),
	...grantReasons
});
/** The answer to a revocation: durable either way; `revoking` means that the control plane hasn't confirmed yet. */
const revocationAnswer = /* @__PURE__ */ object({ state: /* @__PURE__ */ _enum(["revoked", "revoking"]) });
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
//#endregion
//#region packages/protocol/src/workload.ts
/**
* What a job may ask beside its token, signed in by a fresh ID token each time: on the listener of the token endpoint, refused in its
* words (`errorAnswer`).
*/
/** The form of a token exchange, whose answer is what it would be, with nothing made. */
const PLAN_PATH = "/api/v1/mints/plan";
/** What a mint would have granted. `expires_in`: seconds. */
const planAnswer = /* @__PURE__ */ object({
	authorization_details: grantedDetails,
	expires_in: int().check(/* @__PURE__ */ _gte(0)),
	...grantReasons
});
const leaseId = (/* @__PURE__ */ string()).check(/* @__PURE__ */ _regex(/^[0-9A-HJKMNP-TV-Z]{26}$/));
const count = int().check(/* @__PURE__ */ _gte(0));
/** Ids of GitHub and of the account, and names that people gave: long enough for all of them. */
const text = (/* @__PURE__ */ string()).check(/* @__PURE__ */ _maxLength(256));
const instantText = /* @__PURE__ */ datetime({ precision: 3 });
/** `revoking`: durable, and not confirmed by the account yet. `credits`: what it holds until then. */
const endedLease = /* @__PURE__ */ object({
	id: leaseId,
	state: /* @__PURE__ */ _enum(["revoked", "revoking"]),
	credits: count
});
(/* @__PURE__ */ array(endedLease)).check(/* @__PURE__ */ _maxLength(1e3));
(/* @__PURE__ */ array(/* @__PURE__ */ object({
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
}))).check(/* @__PURE__ */ _maxLength(200));
(/* @__PURE__ */ array(/* @__PURE__ */ object({
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
}))).check(/* @__PURE__ */ _maxLength(200));
(/* @__PURE__ */ array(endedLease)).check(/* @__PURE__ */ _maxLength(50)), (/* @__PURE__ */ array(leaseId)).check(/* @__PURE__ */ _maxLength(50)), (/* @__PURE__ */ array(leaseId)).check(/* @__PURE__ */ _maxLength(50));
//#endregion
//#region packages/broker-client/src/credits-wait.ts
/**
* The broker says when enough leases will have expired, and most jobs give theirs back sooner: whoever waits for credits asks
* about once a minute, however far away that time is.
*/
const ASK_EVERY_MS = 6e4;
/**
* How long to wait after the nth refusal, in milliseconds, or `null` where the time for it is over. The last wait ends with
* that time, so that it is asked once more then. Up to a quarter more than the pause is left to chance: the jobs of a matrix
* are refused all at once.
*/
function creditsPauseMs(refusals, retryAfterMs, random, leftMs) {
	if (leftMs < 1e3) return null;
	const pause = Math.min(ASK_EVERY_MS, backoffMs(refusals, random, retryAfterMs));
	return Math.min(leftMs, pause * (1 + random / 4));
}
//#endregion
//#region packages/broker-client/src/grant-reasons.ts
const reasonsOf = ({ rule, lifetime_max, credits }) => ({
	rule: rule ?? null,
	lifetimeMax: lifetime_max === void 0 ? null : seconds(lifetime_max),
	credits: credits ?? null
});
//#endregion
//#region packages/broker-client/src/granted-vault.ts
const vaultsOf = ({ vaults }) => vaults.map(({ vault, name, permissions }) => ({
	id: vault,
	name,
	permissions
}));
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
//#region packages/broker-client/src/mint-answer.ts
/**
* Whether provably nothing was made: nothing was sent, or the broker itself says no, as its event id shows; a gateway's page proves
* nothing, whatever its status. A request arrives once at most, for no proxy may repeat it (RFC 9110 §9.2.2); of one that did,
* `HANDLE_USED` tells.
*/
function isUnmade(reading) {
	switch (reading.kind) {
		case "granted":
		case "lost": return false;
		case "full": return true;
		case "refused":
		case "later": {
			if (reading.kind === "refused" && !reading.sent) return true;
			const { failure } = reading;
			return failure.code === "BROKER_REFUSED" && failure.eventId !== null && failure.refusal !== "HANDLE_USED";
		}
	}
}
/** Only a whole, well-formed token answer with status 200 is a success; rubbish with status 200 never is. */
function readMint(answer, asked) {
	const { status } = answer;
	const retryAfterMs = parseRetryAfter(answer.header("retry-after"));
	const invalid = (cause) => ({
		code: "BROKER_ANSWER_INVALID",
		url: asked.url,
		cause,
		attempts: asked.attempts
	});
	if (status === 200) {
		const minted = readToken(answer, asked);
		return typeof minted === "string" ? {
			kind: "lost",
			failure: invalid(minted),
			retryAfterMs
		} : {
			kind: "granted",
			minted
		};
	}
	const refusal = readRefusal(answer, asked.url);
	if (refusal?.refusal === "CREDITS_EXHAUSTED" && retryAfterMs !== null) return {
		kind: "full",
		failure: refusal,
		retryAfterMs
	};
	if (status === 429 && refusal !== null) return {
		kind: "later",
		failure: refusal,
		retryAfterMs
	};
	if (status >= 300 && status < 400) return {
		kind: "refused",
		failure: invalid(`it redirects (status ${status}), and no redirect is followed`),
		sent: true
	};
	const failure = refusal ?? invalid(`status ${status} without a reason that can be read`);
	return isFinal(status) ? {
		kind: "refused",
		failure,
		sent: true
	} : {
		kind: "lost",
		failure,
		retryAfterMs
	};
}
function readToken(answer, asked) {
	const parsed = tokenAnswer.safeParse(parseJson(answer.body));
	if (!parsed.success) return "status 200 without a whole token answer";
	const [granted] = parsed.data.authorization_details;
	const [location] = granted?.locations ?? [];
	const connectUrl = location === void 0 ? null : secureOrigin(location);
	if (granted === void 0 || connectUrl === null) return "the Connect server's URL in the answer is not an https:// URL of an origin";
	return tokenOf(parsed.data, granted, connectUrl, asked.at);
}
const tokenOf = (answer, granted, connectUrl, askedAt) => ({
	leaseId: answer.lease_id,
	token: secret(answer.access_token),
	expiresAt: floorToSecond(plus(askedAt, seconds(answer.expires_in))),
	connectUrl,
	server: granted.server,
	vaults: vaultsOf(granted),
	...reasonsOf(answer)
});
//#endregion
//#region packages/broker-client/src/mint-request.ts
/** The token exchange on the wire. Source: RFC 8693 §2.1, RFC 9396 §2. */
function formatMint(message, withinMs) {
	const { origin, request, idToken, handle } = message;
	return {
		method: "POST",
		url: `${origin}${TOKEN_PATH}`,
		headers: {
			...FORM_HEADERS,
			[IDEMPOTENCY_KEY_HEADER]: keyOfHandle(handle.reveal())
		},
		body: exchangeForm(request, idToken),
		withinMs
	};
}
const FORM_HEADERS = {
	accept: "application/json",
	"content-type": "application/x-www-form-urlencoded"
};
/** What a mint and its rehearsal are asked with. */
function exchangeForm(request, idToken) {
	const form = new URLSearchParams({
		grant_type: TOKEN_EXCHANGE_GRANT,
		subject_token: idToken.reveal(),
		subject_token_type: SUBJECT_TOKEN_TYPES[0],
		authorization_details: JSON.stringify(detailsOf(request))
	});
	if (request.server !== void 0) form.set("audience", request.server);
	return form.toString();
}
const detailsOf = ({ scope, lifetime }) => [{
	type: CONNECT_VAULTS,
	vaults: scope.map(({ vault, access }) => access === void 0 ? { vault } : {
		vault,
		permissions: [...permissionsOf(access)]
	}),
	...lifetime === void 0 ? {} : { expires_in: lifetime }
}];
/** One answer. The broker itself gives the control plane ten seconds. */
const MINT_ANSWER_WITHIN_MS = 15e3;
/** One mint: the same bytes again as long as provably none of them left. */
async function sendMint(message, wire, budget, attemptsBefore) {
	for (let sends = 1;; sends += 1) {
		const attempts = attemptsBefore + sends;
		const at = wire.time.now();
		const within = Math.min(MINT_ANSWER_WITHIN_MS, budget.leftMs());
		const answer = await wire.http.send(formatMint(message, within));
		if (answer.ok) return {
			reading: readMint(answer.value, {
				url: wire.origin,
				at,
				attempts
			}),
			attempts
		};
		const { sent, cause } = answer.error;
		const failure = {
			code: "BROKER_UNREACHABLE",
			url: wire.origin,
			cause,
			attempts
		};
		if (sent) return {
			reading: {
				kind: "lost",
				failure,
				retryAfterMs: null
			},
			attempts
		};
		const pause = backoffMs(sends, wire.time.random());
		if (sends >= 5 || budget.leftMs() < pause + 2e3) return {
			reading: {
				kind: "refused",
				failure,
				sent: false
			},
			attempts
		};
		await wire.time.wait(pause);
	}
}
//#endregion
//#region \0node-on-demand:timers/promises
const builtin$3 = () => globalThis.process.getBuiltinModule("node:timers/promises");
const setTimeout$1 = (...given) => builtin$3().setTimeout(...given);
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
//#region packages/broker-client/src/revoke.ts
const REVOKES_MAX = 3;
/** In all. A post step has five minutes together with those of every other action of the job. */
const REVOKE_WITHIN_MS = 2e4;
/** One answer: the broker waits for its control plane for five seconds. */
const REVOKE_ANSWER_WITHIN_MS = 8e3;
/** Ends what a handle has made or may still make. Any number of times; a handle that bought nothing is ended as well. */
async function revoke(handle, wire) {
	const budget = startBudget(wire.time, REVOKE_WITHIN_MS);
	return tryAgain({
		most: REVOKES_MAX,
		budget,
		time: wire.time
	}, (attempts) => revokeOnce(handle, wire, Math.min(REVOKE_ANSWER_WITHIN_MS, budget.leftMs()), attempts));
}
/** One request. Source: RFC 7009 §2.1. */
async function revokeOnce(handle, { origin, http }, withinMs, attempts) {
	const answer = await http.send({
		method: "POST",
		url: `${origin}${REVOCATION_PATH}`,
		headers: {
			accept: "application/json",
			"content-type": "application/x-www-form-urlencoded"
		},
		body: new URLSearchParams({ token: handle.reveal() }).toString(),
		withinMs
	});
	if (answer.ok) return readRevocation(answer.value, origin, attempts);
	const { cause } = answer.error;
	return err({
		failure: {
			code: "BROKER_UNREACHABLE",
			url: origin,
			cause,
			attempts
		},
		final: false,
		retryAfterMs: null
	});
}
/** A page of HTML with status 200 has revoked nothing: only the broker's own words count. */
function readRevocation(answer, url, attempts) {
	const { status } = answer;
	const parsed = status === 200 ? revocationAnswer.safeParse(parseJson(answer.body)) : void 0;
	if (parsed?.success) return ok(parsed.data.state);
	const cause = status === 200 ? "status 200 without a revocation answer" : `status ${status}`;
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
/** In all, waits for credits apart: a job's first minute shouldn't go into waiting for its credentials. */
const MINT_WITHIN_MS = 3e4;
/** The end of a lost handle, before the next mint. Its post step ends it again, so this one may give up early. */
const END_WITHIN_MS = 5e3;
/**
* One token, or why there is none. After anything but an answer that can be read, the handle is ended, and the next mint has a
* new handle and a fresh ID token; only what provably wasn't sent is sent again as it was. Where the plan's credits are in use, it
* asks again as long as the order says, each time with a new handle and a fresh ID token.
* Fails with `BROKER_REFUSED`, `BROKER_ANSWER_INVALID`, `BROKER_UNREACHABLE`, or with what `idToken` fails with.
*/
async function mint(order, wire) {
	const { credits } = order;
	const patience = startBudget(wire.time, (credits?.within ?? 0) * 1e3);
	const count = {
		mints: 0,
		attempts: 0
	};
	for (let refusals = 1;; refusals += 1) {
		const ended = await mintNow(order, wire, count);
		if (ended.kind !== "full") return ended.result;
		const { failure, retryAfterMs } = ended;
		const pause = creditsPauseMs(refusals, retryAfterMs, wire.time.random(), patience.leftMs());
		if (credits === void 0 || pause === null) return err(failure);
		credits.waiting(pause, failure);
		await wire.time.wait(pause);
	}
}
const done = (result) => ({
	kind: "done",
	result
});
/** As long as nobody has answered in a way that settles it: up to `MINTS_MAX` mints, in `MINT_WITHIN_MS`. */
async function mintNow(order, wire, count) {
	const budget = startBudget(wire.time, MINT_WITHIN_MS);
	for (;;) {
		const idToken = await order.idToken(budget.leftMs());
		if (!idToken.ok) return done(idToken);
		const handle = secret(newHandle());
		order.remember(handle);
		const tried = await sendMint({
			origin: wire.origin,
			request: order.request,
			idToken: idToken.value,
			handle
		}, wire, budget, count.attempts);
		count.attempts = tried.attempts;
		const { reading } = tried;
		if (reading.kind === "granted") return done(ok(reading.minted));
		if (isUnmade(reading)) order.forget(handle);
		if (reading.kind === "refused") return done(err(reading.failure));
		if (reading.kind === "full") return reading;
		if (reading.kind === "lost") await endLost(handle, wire, budget);
		count.mints += 1;
		const pause = backoffMs(count.mints, wire.time.random(), reading.retryAfterMs);
		if (count.mints >= 3 || budget.leftMs() < pause + 2e3) return done(err(reading.failure));
		await wire.time.wait(pause);
	}
}
/** Whatever comes of it: the handle is remembered, and whoever remembers it ends it again. */
async function endLost(handle, wire, budget) {
	const within = Math.min(END_WITHIN_MS, budget.leftMs());
	if (within > 0) await revokeOnce(handle, wire, within, 1);
}
//#endregion
//#region packages/broker-client/src/ask.ts
const TRIES_MAX = 3;
/** In all, as a mint. */
const ASK_WITHIN_MS = 3e4;
/** One answer: the broker gives its control plane ten seconds. */
const ANSWER_WITHIN_MS = 15e3;
/** With less time than this another try would only be a longer way to fail. */
const TRY_MIN_MS = 2e3;
/** Fails with `BROKER_REFUSED`, `BROKER_ANSWER_INVALID`, `BROKER_UNREACHABLE`, or with what `idToken` fails with. */
async function ask(question, wire) {
	const { origin, http, time } = wire;
	const budget = startBudget(time, ASK_WITHIN_MS);
	const tries = {
		most: TRIES_MAX,
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
		const withinMs = Math.min(ANSWER_WITHIN_MS, budget.leftMs());
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
//#region packages/broker-client/src/plan.ts
/** The broker's whole decision about a mint, with nothing made: refused as the mint would be, by the same codes. */
const plan = ({ request, idToken }, wire) => ask({
	idToken,
	format: (fresh) => ({
		method: "POST",
		url: `${wire.origin}${PLAN_PATH}`,
		headers: FORM_HEADERS,
		body: exchangeForm(request, fresh)
	}),
	read: readPlan
}, wire);
function readPlan(json) {
	const parsed = planAnswer.safeParse(json);
	const [granted] = parsed.data?.authorization_details ?? [];
	if (!parsed.success || granted === void 0) return null;
	return {
		server: granted.server,
		vaults: vaultsOf(granted),
		lifetime: seconds(parsed.data.expires_in),
		...reasonsOf(parsed.data)
	};
}
//#endregion
//#region packages/broker-client/src/client.ts
function createBrokerClient(wire) {
	if (secureOrigin(wire.origin) !== wire.origin) throw new Error("invariant: the broker URL was checked");
	return {
		mint: (order) => mint(order, wire),
		plan: (order) => plan(order, wire),
		revoke: (handle) => revoke(handle, wire)
	};
}
//#endregion
//#region \0node-on-demand:net
const builtin$2 = () => globalThis.process.getBuiltinModule("node:net");
const connect = (...given) => builtin$2().connect(...given);
const isIP = (...given) => builtin$2().isIP(...given);
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
	const code = codeOf$1(error);
	if (code === null) return "the connection failed";
	const words = WORDS[code];
	if (words === void 0 && code.startsWith("HPE_")) return "the answer is not HTTP";
	return `${words ?? wordsOfFamily(code)} (${code})`;
}
const proxyCause = (status) => status === "407" ? "the proxy wants a user and a password (407)" : `the proxy doesn't connect to that host (${status})`;
const lateCause = (withinMs) => `no answer within ${Math.ceil(withinMs / 1e3)}s`;
const tooLargeCause = (bytesMax) => `the answer is larger than ${bytesMax} bytes`;
const wordsOfFamily = (code) => code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_") || code.startsWith("CERT_") ? "TLS failed" : "the connection failed";
function codeOf$1(error) {
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
	const { method, headers, body, answerBytesMax = ANSWER_BYTES_MAX } = request;
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
		readAnswer(sending, answerBytesMax, settle, fail);
		sending.end(body);
	});
}
/** Without a length, Node would send a body in chunks. */
const lengthOf = (body) => body === void 0 ? {} : { "content-length": String(Buffer.byteLength(body)) };
function readAnswer(sending, bytesMax, settle, fail) {
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
//#region \0node-on-demand:os
const builtin$1 = () => globalThis.process.getBuiltinModule("node:os");
const EOL = /* @__PURE__ */ (() => builtin$1().EOL)();
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
//#region \0node-on-demand:fs
const builtin = () => globalThis.process.getBuiltinModule("node:fs");
const appendFileSync = (...given) => builtin().appendFileSync(...given);
const existsSync = (...given) => builtin().existsSync(...given);
const constants = /* @__PURE__ */ (() => builtin().constants)();
const promises = /* @__PURE__ */ (() => builtin().promises)();
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
* Sets env variable for this action and future actions in the job
* @param name the name of the variable to set
* @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
*/
function exportVariable(name, val) {
	const convertedVal = toCommandValue(val);
	process.env[name] = convertedVal;
	if (process.env["GITHUB_ENV"] || "") return issueFileCommand("ENV", prepareKeyValueMessage(name, val));
	issueCommand("set-env", { name }, convertedVal);
}
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
/**
* Saves state for current action, the state can only be retrieved by this action's post job execution.
*
* @param     name     name of the state to store
* @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
*/
function saveState(name, value) {
	if (process.env["GITHUB_STATE"] || "") return issueFileCommand("STATE", prepareKeyValueMessage(name, value));
	issueCommand("save-state", { name }, toCommandValue(value));
}
/**
* Gets the value of an state set by this action's main execution.
*
* @param     name     name of the state to get
* @returns   string
*/
function getState(name) {
	return process.env[`STATE_${name}`] || "";
}
//#endregion
//#region packages/job/src/give-back.ts
/**
* Ends what handles have made or may still make, all at once: the time of post steps is shared by all of them. The answers are in the
* order of the handles.
*/
function giveBack({ brokerUrl, handles }, http) {
	const client = createBrokerClient({
		origin: brokerUrl,
		http,
		time: systemTime
	});
	return Promise.all(handles.map((handle) => client.revoke(handle)));
}
/** The same for who has asked nobody else. */
async function giveBackAlone(toGiveBack) {
	const http = createHttp(systemTime);
	return giveBack(toGiveBack, http).finally(() => http.close());
}
//#endregion
//#region packages/job/src/rfc3339.ts
/** An instant as RFC 3339 has it, in UTC, to the second below: `2026-11-01T12:15:00Z`. */
const formatInstant = (at) => new Date(floorToSecond(at)).toISOString().replace(".000Z", "Z");
//#endregion
//#region packages/job/src/handles.ts
const BROKER_URL = "broker-url";
const EXPIRES_AT = "expires-at";
const ENDED = "ended";
/** In place of an end: nothing was made that has to be ended. */
const NOTHING_MADE = "nothing-made";
const handleKey = (count) => `handle-${count}`;
/** More than a main ever makes; the environment of a post step is no reason to loop for ever. */
const HANDLES_MAX = 10;
/**
* Writes to the runner's state file, synchronously: when `handle` returns, the handle is in the file, and the runner reads
* that file also after it has killed this process. So main needs no handler for SIGINT or SIGTERM; it may die at any point,
* and its post step ends whatever the broker has made or may still make. One key a handle: a write replaces another only where the
* broker has said that there is nothing to end, so that a long wait doesn't fill the state.
* `expiresBy`: when whatever is minted dies at the latest.
*/
function rememberHandles(brokerUrl, expiresBy) {
	const handles = [];
	let begun = false;
	return {
		handle(handle) {
			handles.push(handle);
			if (!begun) {
				saveState(BROKER_URL, brokerUrl);
				saveState(EXPIRES_AT, formatInstant(expiresBy));
				begun = true;
			}
			setSecret(handle.reveal());
			saveState(handleKey(handles.length), handle.reveal());
		},
		forget() {
			saveState(handleKey(handles.length), "");
			handles.pop();
			if (handles.length === 0) saveState(ENDED, NOTHING_MADE);
		},
		handles: () => handles,
		expires(at) {
			saveState(EXPIRES_AT, formatInstant(at));
		},
		ended() {
			saveState(ENDED, "true");
		}
	};
}
/** What main left. Every part is checked as if a stranger had written it: any step of the job can. */
function recallHandles() {
	const brokerUrl = getState(BROKER_URL);
	const handles = Array.from({ length: HANDLES_MAX }, (_, index) => getState(handleKey(index + 1))).filter((text) => text !== "");
	if (brokerUrl === "" && handles.length === 0) return { kind: "nothing" };
	const expiresAt = getState(EXPIRES_AT);
	const ended = getState(ENDED);
	if (!(secureOrigin(brokerUrl) === brokerUrl && (handles.length > 0 || ended === NOTHING_MADE) && handles.every(isHandle) && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(expiresAt) && !Number.isNaN(Date.parse(expiresAt)) && [
		"",
		"true",
		NOTHING_MADE
	].includes(ended))) return { kind: "tampered" };
	if (handles.length === 0) return { kind: "nothing-made" };
	if (ended === "true") return { kind: "ended" };
	return {
		kind: "handles",
		brokerUrl,
		handles: handles.map((text) => secret(text)),
		expiresAt: instant(Date.parse(expiresAt))
	};
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
//#region actions/load-secrets/src/given-back.ts
/** What the ends of all handles come to; what couldn't be ended is a warning. `expiresBy` is for people. */
function tellLeft(outcomes, expiresBy) {
	for (const outcome of outcomes) {
		if (outcome.ok) continue;
		warnOf(outcome.error, `the token is not revoked; if it was made, it dies by itself at ${formatInstant(expiresBy)} at the latest`);
	}
	if (!outcomes.every(({ ok }) => ok)) return "left";
	return outcomes.some((outcome) => outcome.ok && outcome.value === "revoking") ? "revoking" : "revoked";
}
function tellGivenBack(what, givenBack) {
	if (givenBack === "revoked") info(`${what} is revoked`);
	if (givenBack === "revoking") info(`${what} is being revoked: the broker keeps at it until the account confirms`);
}
//#endregion
export { parseRetryAfter as $, tryAgain as A, isVaultText as B, causeOf as C, startBudget as D, createBrokerClient as E, formatDuration as F, ok as G, err as H, milliseconds as I, quote as J, isSteering as K, parseDuration as L, secret as M, parseLifetime as N, systemTime as O, describe as P, createPrivateKey as Q, plus as R, CONNECT_WITHIN_MS as S, tooLargeCause as T, isNonEmpty as U, parseScopeEntries as V, mapNonEmpty as W, isSecure as X, quoteList as Y, secureOrigin as Z, constants as _, runStep as a, createHttp as b, giveBack as c, exportVariable as d, getInput as f, warning as g, setSecret as h, reportMistakes as i, parseJson as j, isFinal as k, giveBackAlone as l, setOutput as m, tellLeft as n, recallHandles as o, info as p, plain as q, reportFailures as r, rememberHandles as s, tellGivenBack as t, ExitCode as u, promises as v, lateCause as w, ANSWER_BYTES_MAX as x, EOL as y, seconds as z };
