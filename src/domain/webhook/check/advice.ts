// What helps beyond the server itself, in the program's own words: a result is read as it stands.

export const SET_OR_NAME_ONE = 'Set one with: line-ops webhook set <url>; or name the URL to be examined.';
export const GIVE_THE_SECRET =
  'Set LINE_CHANNEL_ID and LINE_CHANNEL_SECRET, or add the channel: line-ops channel add <name>';
export const TRUST_A_TEST_CA = 'For a test set-up: --ca <file>.';
export const SAVE_THE_CHAIN = 'Configure the full chain, not the certificate alone. --save-chain <file> writes it.';
export const TEST_AGAIN = 'Run the test again: line-ops webhook test';
export const TEST_ALONE = 'Run it alone: line-ops webhook test';
export const WAIT_FOR_TESTS = 'Run it again within the hour, or leave the test out: --skip-line-test';
export const SPEND_A_TEST = 'Spend one with --yes, or wait.';
export const SEND_EVENTS = 'Send some, marked as samples and in standby: --send-events';
