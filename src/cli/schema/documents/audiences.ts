import { document } from '../document.js';
import { AUDIENCE_KEYS, AUDIENCE_WITH_UPLOADS, audience } from '../parts/audience.js';
import { list, object, yesNo } from '../shape.js';

export const AUDIENCES = [
  document('audience-list@1', 'Audiences', "The account's audiences, and those that others share with it", {
    audiences: list('own ones first', object('one audience', AUDIENCE_KEYS)),
    sharedListed: yesNo('whether LINE listed the shared ones'),
  }),
  document('audience-show@1', 'Audience', 'One audience with the uploads to it', AUDIENCE_WITH_UPLOADS),
  document('audience-create@1', 'New audience', 'An audience that was made of a list of user IDs', {
    created: yesNo('whether it is new; false where this list is an audience of that name already'),
    audience: object('the audience, with the uploads to it', AUDIENCE_WITH_UPLOADS),
  }),
  document('audience-delete@1', 'Deleted audience', 'An audience that LINE does not have any more', {
    audience: audience('as it was'),
    deleted: yesNo('whether it was deleted now; false where it was gone already'),
  }),
];
