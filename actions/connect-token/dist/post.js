import { C as createBrokerClient, T as systemTime, _ as createHttp, i as formatFailure, n as recall, o as runStep, p as warning, u as info } from "./shared.js";
//#region actions/connect-token/src/revoke.ts
/**
* The post step. It reads no input, because under nested composites it sees those of another step, and asks nobody who it is:
* the state alone says what to end. It never fails a job that has succeeded: where the broker is away, the token dies by
* itself, and the warning says when.
*/
async function post() {
	const remembered = recall();
	switch (remembered.kind) {
		case "nothing":
			info("no token was asked for: there is nothing to revoke");
			return;
		case "tampered":
			warning("another step has changed the state of this action, so its token can't be revoked from here; it dies by itself");
			return;
		case "handles": return revokeAll(remembered);
	}
}
async function revokeAll(remembered) {
	const http = createHttp(systemTime);
	const client = createBrokerClient({
		origin: remembered.brokerUrl,
		http,
		time: systemTime
	});
	const outcomes = await Promise.all(remembered.handles.map((handle) => client.revoke(handle)));
	await http.close();
	outcomes.forEach((outcome, index) => {
		tell(outcome, nameOf(remembered, index), remembered.expiresAt);
	});
}
/** The last handle is the lease's; those before it, and the last where main never heard of a lease, may have bought nothing. */
const nameOf = ({ handles, leaseId }, index) => leaseId !== null && index === handles.length - 1 ? `the token of lease ${leaseId}` : "a token that was asked for and never arrived";
function tell(outcome, name, expiresAt) {
	if (!outcome.ok) {
		warning(`${formatFailure(outcome.error)}\n${name} is not revoked; if it was made, it dies by itself at ${expiresAt} at the latest`);
		return;
	}
	info(outcome.value === "revoked" ? `revoked: ${name}` : `being revoked: ${name}; the broker keeps at it until the account confirms`);
}
//#endregion
//#region actions/connect-token/src/entry/post.ts
await runStep(post);
//#endregion
export {};
