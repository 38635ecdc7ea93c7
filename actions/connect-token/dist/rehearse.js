import { I as formatDuration, J as quoteList, _ as ExitCode, a as formatRehearsal, b as info, f as writePage, l as reportFailures, p as visitBroker, q as quote } from "./shared.js";
//#region actions/connect-token/src/rehearse.ts
/** `dry-run`: green where a token would be granted, red with the reasons where not. Nothing is made, so nothing is remembered. */
async function rehearse({ brokerUrl, audience }, request) {
	const planned = await visitBroker(brokerUrl, audience, ({ client, idToken }) => client.plan({
		request,
		idToken
	}));
	if (!planned.ok) return reportFailures([planned.error], "this was a dry run: no token would be granted");
	const { server, vaults, lifetime, rule } = planned.value;
	const names = quoteList(vaults.map(({ name }) => name));
	const by = rule === null ? "" : ` by the rule ${quote(rule)}`;
	info(`dry run: a Connect token for ${names} on the server ${quote(server.name)} would be granted${by}, for ${formatDuration(lifetime)}; none was made`);
	await writePage(formatRehearsal(planned.value));
	process.exitCode = ExitCode.Success;
}
//#endregion
export { rehearse };
