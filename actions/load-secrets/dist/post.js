import { a as runStep, g as warning, l as giveBackAlone, n as tellLeft, o as recallHandles, p as info, t as tellGivenBack } from "./shared.js";
//#region actions/load-secrets/src/post.ts
/**
* The post step: what main has left behind where it was cancelled, killed, or couldn't reach the broker at its end. It reads no
* input, and never fails a job that has succeeded: where the broker is away, the token dies by itself.
*/
async function post() {
	const recalled = recallHandles();
	switch (recalled.kind) {
		case "nothing":
		case "nothing-made":
		case "ended":
			info("there is nothing to revoke");
			return;
		case "tampered":
			warning("another step has changed the state of this action, so its token can't be revoked from here; it dies by itself");
			return;
		case "handles": {
			const givenBack = tellLeft(await giveBackAlone(recalled), recalled.expiresAt);
			tellGivenBack("what was left of the token", givenBack);
		}
	}
}
//#endregion
//#region actions/load-secrets/src/entry/post.ts
await runStep(post);
//#endregion
export {};
