// What a test starts prints as it would on a desk into a file: on a CI machine it would add colours, and
// the Vitest of a recipe would add its verdict on a lost answer to the job's summary.
delete process.env.FORCE_COLOR;
delete process.env.GITHUB_ACTIONS;
process.env.NO_COLOR = '1';
