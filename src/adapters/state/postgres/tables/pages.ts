/**
 * Pages of follower lists that are not whole yet, one a row, as JSON behind a checksum; numbered from 0 in each list.
 * `begun_at` is when the first page of the list was read, in milliseconds since 1970: LINE forgets the place a day later.
 */
export const PAGE_TABLES = `
  CREATE TABLE follower_page (
    owner TEXT NOT NULL,
    idx BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    page BYTEA NOT NULL,
    checksum BYTEA NOT NULL,
    PRIMARY KEY (owner, idx)
  );
  CREATE INDEX follower_page_by_age ON follower_page (begun_at);
`;
