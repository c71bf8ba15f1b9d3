import '../../src/cli/program/exit.js';
