//#region actions/sweep/src/attempt.ts
/** In the order of their oldest lease. */
function attemptsOf(leases) {
	const attempts = /* @__PURE__ */ new Map();
	for (const lease of leases) {
		const { repositoryId, runId, runAttempt } = lease;
		const key = [
			repositoryId,
			runId,
			runAttempt
		].join(" ");
		const others = attempts.get(key)?.leases ?? [];
		attempts.set(key, {
			repositoryId,
			runId,
			runAttempt,
			leases: [...others, lease]
		});
	}
	return [...attempts.values()];
}
/** Of a job that is over. A lease whose issuer names no check run is its run attempt's: the end of a job isn't its own. */
const leasesOfJobs = ({ leases }, checkRuns) => leases.filter(({ checkRunId }) => checkRunId !== null && checkRuns.has(checkRunId));
//#endregion
export { leasesOfJobs as n, attemptsOf as t };
