import type { AudienceData } from '../../../domain/audience/audience-group.js';
import { isoTime } from '../../output/view.js';

/** An audience as every document has it. */
export function audienceJson({ group, isShared }: Omit<AudienceData, 'jobs'>) {
  const { id, name, type, status, failedType, count, permission, createRoute, isIfa, createdAt, expiresAt } = group;
  return {
    id,
    name,
    type,
    status,
    failedType,
    count,
    permission,
    createRoute,
    isIfaAudience: isIfa,
    shared: isShared,
    createdAt: isoTime(createdAt),
    expiresAt: isoTime(expiresAt),
  };
}
