// Loaded before the program: its clock is ahead by `CLOCK_AHEAD_MS`, as that of a machine which nobody has set.
const ahead = Number(process.env.CLOCK_AHEAD_MS);
const system = Date;

globalThis.Date = class extends system {
  constructor(...given) {
    if (given.length === 0) super(system.now() + ahead);
    else super(...given);
  }

  static now() {
    return system.now() + ahead;
  }
};
