// A worker would go on with its tests after the run was killed. Imported once by each worker.
process.once('disconnect', () => process.exit(1));

export {};
