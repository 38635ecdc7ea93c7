import { E as constants, G as ok, M as systemTime, U as err, f as writePage, i as formatOutcome, l as reportFailures, n as tellReturned, r as returnHandles, t as tellExpired } from "./shared.js";
//#region \0node-on-demand:child_process
const builtin = () => globalThis.process.getBuiltinModule("node:child_process");
const spawn = (...given) => builtin().spawn(...given);
//#endregion
//#region actions/connect-token/src/run-command.ts
/** What a runner, or a person, ends a step with. Source: docs.github.com, "Workflow cancellation reference". */
const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/**
* Runs a program with its arguments as they are: no shell reads them. What it prints goes where this process prints, and each signal
* that this process gets goes on to it, so that this process outlives it and can clean up. Fails with `COMMAND_UNSTARTED`.
*/
function runCommand({ program, args }, env) {
	return new Promise((resolve) => {
		let child;
		const passOn = (signal) => {
			if (process.platform !== "win32") child?.kill(signal);
		};
		const settle = (result) => {
			for (const signal of SIGNALS) process.off(signal, passOn);
			resolve(result);
		};
		for (const signal of SIGNALS) process.on(signal, passOn);
		const started = start(program, args, env);
		if (!started.ok) return settle(started);
		child = started.value;
		child.once("error", (error) => settle(err(unstarted(program, error))));
		child.once("exit", (code, signal) => settle(ok({
			exitCode: signal === null ? code ?? 1 : 128 + constants.signals[signal],
			signal
		})));
	});
}
function start(program, args, env) {
	try {
		return ok(spawn(program, args, {
			env,
			stdio: [
				"ignore",
				"inherit",
				"inherit"
			],
			windowsHide: true
		}));
	} catch (error) {
		return err(unstarted(program, error));
	}
}
const CAUSES = {
	ENOENT: "there is no such program",
	EACCES: "it may not be run",
	EINVAL: "on Windows a script needs `cmd`, `/d`, `/c` before it",
	E2BIG: "its arguments and variables are too long"
};
function unstarted(command, error) {
	const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
	return {
		code: "COMMAND_UNSTARTED",
		command,
		cause: CAUSES[code] ?? `the system refuses (${code})`
	};
}
//#endregion
//#region actions/connect-token/src/run.ts
/**
* Gives the token to one command and takes it back when that has ended, however it ended. What fails to be taken back is the post
* step's; so is everything where this process is killed. The step ends as the command did.
*/
async function runAndRevoke({ use, host, token, lease, inputs, memory }) {
	const { names, command } = use;
	const variables = {
		[names.host]: host,
		[names.token]: token.reveal()
	};
	const ended = await runCommand(command, {
		...environmentFor(process.env),
		...variables
	});
	tellExpired(lease, systemTime.now(), "its command");
	const returned = await returnHandles({
		brokerUrl: inputs.brokerUrl,
		handles: memory.handles(),
		leaseId: lease.leaseId
	});
	for (const each of returned) tellReturned(each, lease.expiresAt, "warn");
	if (returned.every(({ outcome }) => outcome.ok)) memory.ended();
	const last = returned.at(-1);
	if (last !== void 0) await writePage(["", formatOutcome(last, lease.expiresAt)]);
	if (!ended.ok) return reportFailures([ended.error]);
	const { exitCode, signal } = ended.value;
	if (exitCode !== 0) reportFailures([{
		code: "COMMAND_FAILED",
		exitCode,
		signal
	}]);
	process.exitCode = exitCode;
}
/** The job's own variables: neither this step's inputs, nor where it keeps the handle that ends the token. */
const environmentFor = (environment) => Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:INPUT|STATE)_|^GITHUB_STATE$/i.test(name)));
//#endregion
export { runAndRevoke };
