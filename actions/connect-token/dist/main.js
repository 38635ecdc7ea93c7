import { B as secondsUntil, F as describe, G as ok, H as parseScope, I as formatDuration, J as quoteList, K as isSteering, L as parseDuration, M as systemTime, N as LEASE_LIFETIME_DEFAULT, P as parseLifetime, R as plus, S as saveState, T as warning, U as err, V as isVaultText, W as isNonEmpty, Y as secureOrigin, _ as ExitCode, b as info, d as runStep, f as writePage, g as mask, h as formatInstant, l as reportFailures, m as rememberHandles, o as formatSummary, p as visitBroker, q as quote, s as STATE, u as reportMistakes, v as exportVariable, w as setOutput, x as notice, y as getInput, z as seconds } from "./shared.js";
//#region packages/core/src/ascii.ts
/**
* Lower case for A–Z and nothing else. JavaScript's own folding maps the Kelvin sign to `k`, so that two texts which differ on
* every screen and in every database would be taken for one (T10).
*/
const foldAscii = (text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
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
	const problem = problemOf(parts);
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
function problemOf(parts) {
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
//#region actions/connect-token/src/references.ts
/** Lines: `env`, or the path of an env file. `null`: no line. */
function parseReferencePlaces(text) {
	const lines = text.split(/\r\n|\r|\n/).flatMap((line) => line.trim() || []);
	if (lines.length === 0) return null;
	return {
		environment: lines.includes("env"),
		files: lines.filter((line) => line !== "env")
	};
}
/**
* The vaults that were named, and for reading those of the references. Fails as `referencesIn` does, and with `INPUT_REFUSED`
* where there is none of either.
*/
async function requestScope(vaults, places, environment) {
	const found = places === null ? ok([]) : await referencesIn(places.environment ? environment : {}, places.files);
	if (!found.ok) return found;
	const scope = addForReading(vaults, vaultsOf(found.value));
	return isNonEmpty(scope) ? ok(scope) : err([NOTHING_REFERRED]);
}
const NOTHING_REFERRED = {
	code: "INPUT_REFUSED",
	input: "references-in",
	reason: "there is no `op://` reference at the places that it names, and `vaults` names no vault either"
};
/**
* A vault that is named already is named once, as it was: with what was asked for it, and reading. Bare it is as the server has it,
* which stays. References don't tell upper from lower case.
*/
function addForReading(vaults, read) {
	const wanted = new Map(read.map((vault) => [foldAscii(vault), vault]));
	const named = vaults.map((entry) => {
		return wanted.delete(foldAscii(entry.vault)) && entry.access === "w" ? {
			...entry,
			access: "rw"
		} : entry;
	});
	const last = vaults.at(-1)?.line ?? 0;
	const more = [...wanted.values()].map((vault, index) => ({
		vault,
		access: "r",
		line: last + index + 1
	}));
	return [...named, ...more];
}
//#endregion
//#region actions/connect-token/src/command.ts
/** What Windows takes in all; far more than anybody writes into a workflow. */
const COMMAND_MAX = 32e3;
/**
* The input `run`: one argument a line, each exactly as it stands, so that nothing has to be quoted and nothing is guessed. The lines
* after the last argument don't count. Fails with `INPUT_INVALID`, also for what was meant for a shell: run as the name of a program, it
* would only be one that isn't there.
*/
function parseCommand(text) {
	const lines = text.split(/\r\n|\r|\n/);
	while (lines.at(-1)?.trim() === "") lines.pop();
	const refused = (allowed) => err({
		code: "INPUT_INVALID",
		input: "run",
		given: text.trim(),
		allowed
	});
	const [program = "", ...args] = lines;
	if (text.length > COMMAND_MAX) return refused(`at most ${COMMAND_MAX} characters`);
	if (text.includes("\0")) return refused("text without NUL");
	const blank = lines.findIndex((line) => line.trim() === "");
	if (blank >= 0) return refused(`one argument a line, and line ${blank + 1} is empty`);
	if (isCommandLine(program)) return refused(`one argument a line: ${inLines(program)}`);
	return ok({
		program,
		args
	});
}
/** `npm run deploy`: a name with spaces that is no path. */
const isCommandLine = (program) => /\s/.test(program.trim()) && !/[/\\]/.test(program);
const inLines = (program) => program.trim().split(/\s+/).map((word) => `\`${word.replaceAll("`", "'")}\``).join(", ");
//#endregion
//#region actions/connect-token/src/variables.ts
/** 64 characters: longer than any name that somebody types. */
const PREFIX = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** The runner takes no variable of these back from a step, or reads them as its own. */
const RUNNERS = /^(?:GITHUB|RUNNER|ACTIONS|INPUT|STATE)_/i;
/** What both names begin with, for a job that holds several tokens; empty: the names that every client of Connect reads. */
function parseEnvPrefix(text) {
	if (text !== "" && (!PREFIX.test(text) || RUNNERS.test(text))) return err({
		code: "INPUT_INVALID",
		input: "env-prefix",
		given: text,
		allowed: "letters, digits and `_`, not beginning with a digit, nor with what is the runner’s, such as `STAGING_`"
	});
	return ok({
		host: `${text}OP_CONNECT_HOST`,
		token: `${text}OP_CONNECT_TOKEN`
	});
}
//#endregion
//#region actions/connect-token/src/token-use.ts
/**
* What the inputs say of it; `undefined` where they are mistaken. An input without an effect is a slip that nobody notices, so
* each has to have its effect, or is refused.
*/
function parseTokenUse(read, mistakes) {
	const text = (name) => read(name).trim();
	const flag = (name) => mistakes.take(name, parseBoolean(name, text(name)));
	const exportEnv = flag("export-env");
	const overwrite = flag("overwrite");
	const dryRun = flag("dry-run");
	const names = mistakes.take("env-prefix", parseEnvPrefix(text("env-prefix")));
	const command = mistakes.take("run", text("run") === "" ? ok(null) : parseCommand(read("run")));
	const refuse = (input, reason) => mistakes.note(input, {
		code: "INPUT_REFUSED",
		input,
		reason
	});
	const runs = text("run") !== "";
	if (runs && exportEnv === true) refuse("export-env", "`run` gives the token to its command only; take one of the two");
	if (overwrite === true && exportEnv === false) refuse("overwrite", "it is for `export-env`, which is not `true`");
	if (names !== void 0 && text("env-prefix") !== "" && exportEnv === false && !runs) refuse("env-prefix", "it is for the variables of `export-env` or `run`, and neither is given");
	if (names === void 0 || command === void 0) return void 0;
	if (dryRun === true) return { kind: "rehearsal" };
	if (command !== null) return {
		kind: "command",
		names,
		command
	};
	return exportEnv === true ? {
		kind: "environment",
		names,
		overwrite: overwrite === true
	} : { kind: "outputs" };
}
//#endregion
//#region actions/connect-token/src/inputs.ts
/**
* The step's inputs, or every mistake in them at once. An input that is empty counts as left out: that is how a workflow passes an
* input of its own on. `read` gives the text untrimmed, so that lines count.
*/
function parseInputs(read) {
	const mistakes = gatherMistakes();
	const text = (name) => read(name).trim();
	const brokerUrl = mistakes.take("broker-url", parseBrokerUrl(text("broker-url")));
	const server = mistakes.take("server", parseServer(text("server")));
	const references = parseReferencePlaces(read("references-in"));
	const vaults = text("vaults") === "" && references !== null ? [] : mistakes.take("vaults", parseScope(read("vaults")));
	const expiresIn = text("expires-in");
	const lifetime = mistakes.take("expires-in", expiresIn === "" ? ok(LEASE_LIFETIME_DEFAULT) : parseLifetime(expiresIn));
	const audience = mistakes.take("audience", parseAudience(text("audience")));
	const connectHost = mistakes.take("connect-host", parseConnectHost(text("connect-host")));
	const use = parseTokenUse(read, mistakes);
	const waitForCredits = mistakes.take("wait-for-credits", parseWaitForCredits(text("wait-for-credits")));
	const onRevokeFailure = mistakes.take("on-revoke-failure", parseRevokeFailure(text("on-revoke-failure")));
	refuseToKeep(text, mistakes);
	const all = mistakes.all();
	if (all !== null) return err(all);
	if (brokerUrl === void 0 || vaults === void 0 || lifetime === void 0 || use === void 0) throw new Error("invariant: an input is missing without a mistake");
	return ok({
		brokerUrl,
		server,
		vaults,
		references,
		lifetime,
		audience: audience ?? brokerUrl,
		connectHost,
		use,
		waitForCredits: waitForCredits ?? seconds(0),
		onRevokeFailure: onRevokeFailure ?? "warn"
	});
}
function parseRevokeFailure(text) {
	if (text === "" || text === "warn") return ok("warn");
	if (text === "fail") return ok("fail");
	return err({
		code: "INPUT_INVALID",
		input: "on-revoke-failure",
		given: text,
		allowed: "`warn` or `fail`"
	});
}
/** What other actions call it. Not in `action.yml`: there is nothing to choose, only somebody to tell. */
const KEEPING_INPUTS = ["skip-revoke", "skip-token-revoke"];
const KEEP_REASON = "a token is always revoked when its job ends; where it may die sooner, set `expires-in` to less, and where another job needs one, mint another there";
function refuseToKeep(text, mistakes) {
	for (const input of KEEPING_INPUTS) if (text(input) !== "" && text(input) !== "false") mistakes.note(input, {
		code: "INPUT_REFUSED",
		input,
		reason: KEEP_REASON
	});
}
//#endregion
//#region actions/connect-token/src/publish.ts
/** Whether `export-env` would replace a token that this step hasn't made: that of an earlier use of this action, most likely. */
function refuseTaken(use, environment) {
	if (use.kind !== "environment" || use.overwrite) return void 0;
	const { token } = use.names;
	return environment[token] ? {
		code: "VARIABLE_TAKEN",
		variable: token
	} : void 0;
}
/**
* Hands the token to the workflow: as an output, which a step must ask for by name, and to every later step of the job only
* where the workflow says so (T35); a command's token goes into neither. INVARIANT: comes after the mask.
*/
function publish(minted, host, use) {
	if (use.kind !== "command") setOutput("token", minted.token.reveal());
	setOutput("connect-host", host);
	setOutput("expires-at", formatInstant(minted.expiresAt));
	setOutput("lease-id", minted.leaseId);
	setOutput("vaults", JSON.stringify(minted.vaults));
	if (use.kind !== "environment") return;
	const { names } = use;
	const before = process.env[names.host];
	if (before && before !== host) warning(`\`${names.host}\` was set before this step, and is where this step's token is good from here on`);
	exportVariable(names.host, host);
	exportVariable(names.token, minted.token.reveal());
}
//#endregion
//#region actions/connect-token/src/remember.ts
/** The handles' memory, and beside the first of them how loud post is to be: it reads no input. */
function createMemory({ brokerUrl, expiresBy, onRevokeFailure }) {
	const { expires, ...handles } = rememberHandles(brokerUrl, expiresBy);
	return {
		...handles,
		handle(handle) {
			if (handles.handles().length === 0) saveState(STATE.onRevokeFailure, onRevokeFailure);
			handles.handle(handle);
		},
		lease({ leaseId, expiresAt, lifetime, lifetimeMax }) {
			saveState(STATE.leaseId, leaseId);
			expires(expiresAt);
			saveState(STATE.lifetime, lifetime);
			if (lifetimeMax !== null) saveState(STATE.lifetimeMax, lifetimeMax);
		}
	};
}
//#endregion
//#region actions/connect-token/src/main.ts
/**
* The main step: inputs → remember → mint → mask → publish. It reads no signal: dying at any point is safe, because the handle
* is in the runner's state file before the broker hears of it, and the post step runs also after a cancel or a kill.
*/
async function main() {
	process.exitCode = ExitCode.Failure;
	const inputs = parseInputs((name) => getInput(name, { trimWhitespace: false }));
	if (!inputs.ok) return reportMistakes(inputs.error);
	const { use, server, vaults, references, lifetime } = inputs.value;
	const taken = refuseTaken(use, process.env);
	if (taken !== void 0) return reportFailures([taken]);
	const scope = await requestScope(vaults, references, process.env);
	if (!scope.ok) return reportFailures(scope.error);
	warnUnverified();
	const request = {
		server,
		scope: scope.value,
		lifetime
	};
	if (use.kind !== "rehearsal") return mintAndUse(inputs.value, request);
	const { rehearse } = await import("./rehearse.js");
	return rehearse(inputs.value, request);
}
/** A job that verifies no certificate has its reason; the token and the proof of who it is don't go to whoever answers. */
function warnUnverified() {
	if (process.env["NODE_TLS_REJECT_UNAUTHORIZED"] !== "0") return;
	warning("NODE_TLS_REJECT_UNAUTHORIZED is 0 in this job: this action verifies certificates all the same, and other steps may not; an authority of your own belongs into NODE_EXTRA_CA_CERTS");
}
async function mintAndUse(inputs, request) {
	const { brokerUrl, use, onRevokeFailure } = inputs;
	const memory = createMemory({
		brokerUrl,
		onRevokeFailure,
		expiresBy: latestExpiry(inputs, request.lifetime)
	});
	const minted = await mintToken(inputs, request, memory);
	if (!minted.ok) return reportFailures([minted.error]);
	const lease = leaseOf(minted.value, request.lifetime);
	memory.lease(lease);
	const host = inputs.connectHost ?? minted.value.connectUrl;
	publish(minted.value, host, use);
	tellShortened(minted.value.rule, lease, request.lifetime);
	await tellGranted(minted.value, use.kind === "command" ? "its command" : "this job");
	if (use.kind !== "command") {
		process.exitCode = ExitCode.Success;
		return;
	}
	const { runAndRevoke } = await import("./run.js");
	await runAndRevoke({
		use,
		host,
		token: minted.value.token,
		lease,
		inputs,
		memory
	});
}
/** How long it lives: as asked, or as the rule allows; by the clock where the broker doesn't say what the rule allows. */
const leaseOf = ({ leaseId, expiresAt, lifetimeMax }, asked) => ({
	leaseId,
	expiresAt,
	lifetime: lifetimeMax === null ? secondsUntil(systemTime.now(), expiresAt) : seconds(Math.min(asked, lifetimeMax)),
	lifetimeMax
});
function tellShortened(rule, { lifetime, lifetimeMax }, asked) {
	if (lifetimeMax === null || lifetimeMax >= asked) return;
	const whose = rule === null ? "your rule" : `the rule ${quoteList([rule])}`;
	notice(`the token lives for ${formatDuration(lifetime)} in place of ${formatDuration(asked)}: ${whose} allows no more`, { title: "Connect token: a shorter lifetime" });
}
async function tellGranted(minted, until) {
	const vaults = quoteList(minted.vaults.map(({ name }) => name));
	const end = until === "this job" ? "the job" : until;
	info(`a Connect token for ${vaults} until ${formatInstant(minted.expiresAt)}, lease ${minted.leaseId}; it is revoked when ${end} ends`);
	await writePage(formatSummary(minted, until));
}
//#endregion
//#region actions/connect-token/src/entry/main.ts
await runStep(main);
//#endregion
export {};
