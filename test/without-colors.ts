// What a test starts prints as it would into a file, whatever a CI machine asks of its terminals.
delete process.env.FORCE_COLOR;
process.env.NO_COLOR = '1';
