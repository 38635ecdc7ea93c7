import { C as setFailed, M as systemTime, T as warning, b as info, c as recall, d as runStep, f as writePage, i as formatOutcome, n as tellReturned, r as returnHandles, t as tellExpired } from "./shared.js";
//#region actions/connect-token/src/revoke.ts
/**
* The post step. It reads no input, because under nested composites it sees those of another step, and asks nobody who it is:
* the state alone says what to end. It fails a job that has succeeded only where the workflow says so: where the broker is away,
* the token dies by itself, and the warning says when.
*/
async function post() {
	const remembered = recall();
	switch (remembered.kind) {
		case "nothing":
			info("no token was asked for: there is nothing to revoke");
			return;
		case "nothing-made":
			info("no token was made: there is nothing to revoke");
			return;
		case "ended":
			info("the token was revoked when its command ended");
			return;
		case "tampered":
			(remembered.onRevokeFailure === "fail" ? setFailed : warning)("another step has changed the state of this action, so its token can't be revoked from here; it dies by itself");
			return;
		case "handles": {
			tellExpired(remembered, systemTime.now(), "this job");
			const returned = await returnHandles(remembered);
			for (const each of returned) tellReturned(each, remembered.expiresAt, remembered.onRevokeFailure);
			const last = returned.at(-1);
			if (last !== void 0 && remembered.leaseId !== null) await writePage([formatOutcome(last, remembered.expiresAt)]);
		}
	}
}
//#endregion
//#region actions/connect-token/src/entry/post.ts
await runStep(post);
//#endregion
export {};
