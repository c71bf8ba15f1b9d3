import type { AudienceData } from '../../../domain/audience/audience-group.js';
import type { AudienceUpload } from '../../../ports/audience/audience-uploads.js';
import { isoTime } from '../../output/view.js';
import { audienceJson } from './audience-json.js';

/** An audience with its uploads, at LINE and from here. */
export function audienceDocument(data: AudienceData, upload: AudienceUpload | null) {
  return {
    ...audienceJson(data),
    jobs: data.jobs.map(({ id, description, status, failedType, count, createdAt }) => ({
      id,
      description,
      status,
      failedType,
      count,
      createdAt: isoTime(createdAt),
    })),
    upload:
      upload === null
        ? null
        : {
            id: upload.id,
            people: upload.people,
            createdAt: isoTime(upload.createdAt),
            parts: upload.parts.map(({ index, people, state, attemptedAt, requestId }) => ({
              index: index + 1,
              people,
              state,
              attemptedAt: isoTime(attemptedAt),
              requestId,
            })),
          },
  };
}
