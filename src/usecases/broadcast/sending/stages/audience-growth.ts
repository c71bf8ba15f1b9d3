import { type AudienceData, openJobs } from '../../../../domain/audience/audience-group.js';
import type { StopReason } from '../../../../domain/broadcast/sending/stop-reason.js';
import { LineOpsError } from '../../../../domain/failure/failure.js';
import type { AudienceId } from '../../../../domain/line/ids.js';
import type { LineApi } from '../../../../ports/line-api.js';
import type { AccessTokens } from '../../../channels/channel-at-line.js';
import { unlessHalted } from '../halt.js';
import { tokenOr } from '../outage.js';
import type { StageControl } from './stage-sender.js';

interface GrowthDeps {
  readonly api: LineApi;
  readonly tokens: AccessTokens;
  readonly control: StageControl;
}

/**
 * Whether more people are in an audience than a broadcast was planned for, or are being added. The last stage has a limit, and LINE
 * chooses by chance whom it leaves out: whoever came later takes the place of somebody that the broadcast was for. Null where
 * nobody came, and where LINE has no such audience: that LINE says itself when it is sent to.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-limit
 */
export async function audienceGrowth(
  id: AudienceId,
  planned: number,
  { api, tokens, control }: GrowthDeps,
): Promise<StopReason | null> {
  const endurance = control.outage.endure();
  try {
    while (await endurance.mayTry()) {
      const look = await unlessHalted(control.halted, lookAt(id, { api, tokens }));
      if (look === null) return null;
      if (look.type === 'answer') {
        endurance.answered();
        return growthOf(id, planned, look.data);
      }
      const { error } = look;
      if (!endurance.failed(error.kind === 'limit' ? 'rateLimit' : 'noAnswer'))
        return error.kind === 'unavailable'
          ? { type: 'noAnswer', why: error, inDoubt: false }
          : { type: 'failed', error };
      await endurance.rest();
    }
    return null;
  } finally {
    endurance.end();
  }
}

function growthOf(id: AudienceId, planned: number, data: AudienceData | null): StopReason | null {
  if (data === null) return null;
  const { count } = data.group;
  const open = openJobs(data);
  return planned < (count ?? 0) || 0 < open ? { type: 'audienceGrew', id, planned, count, open } : null;
}

type Look =
  | { readonly type: 'answer'; readonly data: AudienceData | null }
  | { readonly type: 'inVain'; readonly error: LineOpsError };

async function lookAt(id: AudienceId, { api, tokens }: Pick<GrowthDeps, 'api' | 'tokens'>): Promise<Look> {
  const token = await tokenOr(tokens);
  if (token instanceof LineOpsError) return { type: 'inVain', error: token };
  try {
    return { type: 'answer', data: (await api.audience(token, id)) ?? (await api.sharedAudience(token, id)) };
  } catch (error) {
    if (!(error instanceof LineOpsError)) throw error;
    // Whoever may not look at it may not send to it either, and is told so then.
    if (error.kind === 'refused') return { type: 'answer', data: null };
    if (error.kind === 'auth') await tokens.replace(token);
    return { type: 'inVain', error };
  }
}
