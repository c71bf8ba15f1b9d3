import { createHash, type JsonWebKey } from 'node:crypto';
import { type ChannelId, parseChannelId, parseSigningKeyId, parseUserId, type UserId } from '../domain/line/ids.js';

/** A Messaging API channel, as the console made it. */
export interface ChannelIdentity {
  readonly id: ChannelId;
  readonly secret: string;
  /** The bot's own user ID: `destination` of webhooks, `userId` of the bot info. */
  readonly botUserId: UserId;
}

/** The channel that is always there. */
export const FIRST_CHANNEL: ChannelIdentity = {
  id: parseChannelId('1234567890'),
  secret: '8c570fa6dd201bb328f1c1eac23a96d8',
  botUserId: parseUserId('U8e742f61d673b39c7fff3cecb7536ef0'),
};

/** Another channel. Its bot's user ID follows from the channel ID, so that it is the same in each run. */
export function channelIdentity(channelId: string, secret: string): ChannelIdentity {
  const digits = createHash('sha256').update(`bot of channel ${channelId}`).digest('hex').slice(0, 32);
  return { id: parseChannelId(channelId), secret, botUserId: parseUserId(`U${digits}`) };
}

/** The key ID that the console would have answered when the public key below was registered. */
export const ASSERTION_KEY_ID = parseSigningKeyId('emulator-assertion-key-1');

/**
 * The private assertion signing key of the first channel. It is public knowledge and opens nothing at LINE: its
 * public half is registered with this emulator and nowhere else.
 */
export const ASSERTION_PRIVATE_JWK: JsonWebKey = {
  kty: 'RSA',
  n: 'lropMZ4vPL3q3ctkNDV2BkAvZtfCJ7embFcAp4q67JoVkHPvjWsqzI1aO7Wr465rlQRG0WNFe_3Xst2fvvXsqdbbOv1GyYFB_7PxEhAhAPR7qMYG7DlT-vfGbXifqW8-v8eW5sDQhU9lY94_-nNRoL9B_WXKTO5_mUQb74g7cFy3sT0MRaPG_hV_q6yoia7NfuYb6nYT-FUCoM0dlVLcwQtWqVG4onv947KEcyQgvAnsqPIELcGx-WCvRu1ULop9xAMDnmik-nojNBFUWqg2iWZQ5FDVzba9UhGBLy5zwuMTYAmomLPag4I9rInHWPhajLX9Xn9MrrCElPdO01RI8w',
  e: 'AQAB',
  d: 'Hzg_CRJ5OU0jJT6YKkI6iI_p4ZTmF8Dv3TfmIE3ZauF9fvasky-z5TuQCZcXG-lISkzg-ETmIwkQkPFbwbuBgipJLX5Bl8JIr9SPJc0mcOKy7GHcFDjJns2Mkacu9vLeXe3S4UflyP8JgraJrPAO48tJuVlInke2MUJMwQAIQ7z3PUEwEO1ZTL78B-pYPcN-bUQaxsvV0XcWHNq7oz6Zu28gId9rEmUDqp5o3xxWaFu1PgevkAG8V5IytF8mxPoIqKUtp0Ot3ts4MLng4zBvj5Bz6e9eIhG8dPpWnVcC82-utzoVGsQVMc8afB9u7R8pMgX2uZwhuojDTJehyES_ZQ',
  p: 'ygXrj4fVf6gJjUVYlcbwxYgAbtO9USp4-wsuk6XL6BoHS7IpxVr2ESX8Tp8e20B8gXaIJCVol9B2_8CjTHezA47Av3TJFdX7bEjQPZjuxm--_FvpZT2pVeq9BXjAxjfY44ZnnvlXBTmcmd90jGIAp69mL_3PNSVsuGz2P_Qakg0',
  q: 'vv-s7ZAEm1nGfmj2KZjG31GR84dRDcM3J4EVuiYZraN7gNL5bS1m5pcufhEZwHeZa6eMKKn7YsLA43-UAGAt7IlkNOW8A8F-WIzTlSXSPfa-3dPhp0hwLUbIjtdyrfCtYSO5UnLv3gNP4DiBNLsWxaw6fK3aCYLwFgUUKh2Shv8',
  dp: 'lVBm2EC3BZD27lkQrjLJhdWNLFyHElRn8nRDSpFB8hw6xDG8OcePEwGWR63Hqpkw7Kbk3IJhmcNUEJcamsvlnX2G7HqunNr45wGyF7TO1g-FgxOTn2ZBn-TNLBwhrt9cCF4wfAkhzhTUr82-YHuWrFkxF8tpuIgeoPi30HDkqok',
  dq: 'qxQ8gvWzCquZPfUqOQwdZj6cKrQUB-3J41qeaYRjD8MVhshynjZCq1zTShxrIph-FY2X33ySLV4ghCXsHYII4IwX88GrbPnN_-b0Re4AqXvwbqWww7QAtq1mS3vzvpWL1yy2fIFzFTuGOmKiaOcDeL_SC4d1e3uLLU4TR74BV2U',
  qi: 'JPN5_LEnMJ2j3Bhd436875V-DLGkrJ1jGlXwO1C7-c2LK3lcNGPZWzPE4TFShDRHGt6OlDaYV85aEyUegaymF5wcQPlon4K9qa9hh7-Pe4eGulNmIS_EF77kxgLngYAPIVmrgLGYTczOGP4A1GtWSHHKwvPm65pwI_Hxlu7w3rA',
  alg: 'RS256',
  use: 'sig',
};

/** The registered public half. */
export const ASSERTION_PUBLIC_JWK: JsonWebKey = {
  kty: 'RSA',
  n: ASSERTION_PRIVATE_JWK.n ?? '',
  e: ASSERTION_PRIVATE_JWK.e ?? '',
};
