import '../../src/cli/exit.js';
