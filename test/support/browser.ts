import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, describe, it } from 'vitest';

/** Debian's Chromium, or another one that `CHROMIUM` names. */
const PROGRAM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Whether there is a browser to draw pages with. */
const HAS_BROWSER = existsSync(PROGRAM);

/** `LINE_OPS_TEST_BROWSER=required`, as CI has it, makes a missing browser a failure instead of a line on stderr. */
const IS_BROWSER_REQUIRED = process.env['LINE_OPS_TEST_BROWSER'] === 'required';

/** Without these it looks for hosts of its own at every start. */
const OFFLINE = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let started: Promise<Browser> | null = null;

/** The one browser of the tests that run at a time. */
export function browser(): Promise<Browser> {
  started ??= chromium.launch({ executablePath: PROGRAM, args: OFFLINE });
  return started;
}

/** Before its folder is removed it has to have ended: it goes on writing into it. */
async function endBrowser(): Promise<void> {
  const ending = started;
  started = null;
  await (await ending)?.close();
}

/** Tests that draw in a real browser. Where there is none, that is said, and the tests are reported as skipped. */
export function describeInBrowser(title: string, tests: () => void): void {
  if (!HAS_BROWSER) process.stderr.write(`No Chromium at ${PROGRAM}: "${title}" was not tried.\n`);
  if (HAS_BROWSER || !IS_BROWSER_REQUIRED) {
    describe.runIf(HAS_BROWSER)(title, () => {
      afterAll(endBrowser);
      tests();
    });
  } else {
    it(title, () => {
      throw new Error(`there is no Chromium at ${PROGRAM}; Debian's package chromium has it`);
    });
  }
}
