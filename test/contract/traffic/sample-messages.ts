/** One of each kind of message object, with most of what each can hold; five fit into a request. */

const PICTURE = 'https://example.com/picture.jpg';
const uri = (label: string) => ({ type: 'uri', label, uri: 'https://example.com/?q=%E3%81%82' });
const area = { x: 0, y: 0, width: 520, height: 1040 };

const TEXTS = [
  {
    type: 'text',
    text: '$ Hello',
    emojis: [{ index: 0, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }],
    quickReply: {
      items: [
        { type: 'action', imageUrl: PICTURE, action: { type: 'message', label: 'Yes', text: 'yes' } },
        { type: 'action', action: { type: 'camera', label: 'Camera' } },
        { type: 'action', action: { type: 'cameraRoll', label: 'Camera roll' } },
        { type: 'action', action: { type: 'location', label: 'Where' } },
        { type: 'action', action: { type: 'clipboard', label: 'Copy', clipboardText: 'coupon' } },
      ],
    },
    sender: { name: 'Cony', iconUrl: 'https://example.com/cony.png' },
  },
  {
    type: 'textV2',
    text: '{smile} for all of you',
    substitution: { smile: { type: 'emoji', productId: '5ac1bfd5040ab15980c9b435', emojiId: '002' } },
  },
  { type: 'sticker', packageId: '446', stickerId: '1988' },
  { type: 'location', title: 'Office', address: '1-3 Kioicho', latitude: 35.67966, longitude: 139.73669 },
  { type: 'audio', originalContentUrl: 'https://example.com/sound.m4a', duration: 60_000 },
];

const PICTURES = [
  { type: 'coupon', couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7' },
  { type: 'image', originalContentUrl: PICTURE, previewImageUrl: PICTURE },
  {
    type: 'video',
    originalContentUrl: 'https://example.com/film.mp4',
    previewImageUrl: PICTURE,
    trackingId: 'track-1',
  },
  {
    type: 'imagemap',
    baseUrl: 'https://example.com/map',
    altText: 'A map',
    baseSize: { width: 1040, height: 1040 },
    video: {
      originalContentUrl: 'https://example.com/film.mp4',
      previewImageUrl: PICTURE,
      area,
      externalLink: { linkUri: 'https://example.com/more', label: 'More' },
    },
    actions: [
      { type: 'uri', label: 'Left', linkUri: 'https://example.com/left', area },
      { type: 'message', label: 'Right', text: 'right', area: { ...area, x: 520 } },
      { type: 'clipboard', label: 'Copy', clipboardText: 'coupon', area: { ...area, x: 520 } },
    ],
  },
];

const TEMPLATES = [
  {
    type: 'buttons',
    thumbnailImageUrl: PICTURE,
    imageAspectRatio: 'rectangle',
    imageSize: 'cover',
    imageBackgroundColor: '#FFFFFF',
    title: 'Menu',
    text: 'Please choose',
    defaultAction: uri('Open'),
    actions: [
      { type: 'postback', label: 'Buy', data: 'action=buy', displayText: 'Buy', inputOption: 'closeRichMenu' },
      {
        type: 'datetimepicker',
        label: 'When',
        data: 'when',
        mode: 'datetime',
        initial: '2027-01-01T10:00',
        max: '2027-12-31T23:59',
        min: '2026-01-01T00:00',
      },
    ],
  },
  { type: 'confirm', text: 'Are you sure?', actions: [uri('Yes'), { type: 'message', label: 'No', text: 'no' }] },
  {
    type: 'carousel',
    imageAspectRatio: 'square',
    imageSize: 'contain',
    columns: [
      {
        thumbnailImageUrl: PICTURE,
        imageBackgroundColor: '#000000',
        title: 'First',
        text: 'One',
        defaultAction: uri('Open'),
        actions: [uri('Open')],
      },
    ],
  },
  { type: 'image_carousel', columns: [{ imageUrl: PICTURE, action: uri('Open') }] },
].map((template) => ({ type: 'template', altText: 'A template', template }));

const BUBBLE = {
  type: 'bubble',
  size: 'mega',
  direction: 'ltr',
  header: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: 'Header', weight: 'bold' }] },
  hero: { type: 'image', url: PICTURE, size: 'full', aspectRatio: '20:13', aspectMode: 'cover', action: uri('Open') },
  body: {
    type: 'box',
    layout: 'vertical',
    spacing: 'md',
    paddingAll: '10px',
    background: { type: 'linearGradient', angle: '0deg', startColor: '#ff0000', endColor: '#0000ff' },
    contents: [
      {
        type: 'text',
        text: 'Body',
        wrap: true,
        maxLines: 2,
        contents: [{ type: 'span', text: 'Span', color: '#ff0000', decoration: 'underline' }],
      },
      { type: 'separator', margin: 'md' },
      {
        type: 'box',
        layout: 'baseline',
        contents: [
          { type: 'icon', url: 'https://example.com/star.png', size: 'sm' },
          { type: 'text', text: '4.0', flex: 0, offsetTop: '1px', adjustMode: 'shrink-to-fit' },
        ],
      },
      { type: 'box', layout: 'horizontal', contents: [], height: '10px', backgroundColor: '#cccccc' },
    ],
  },
  footer: {
    type: 'box',
    layout: 'vertical',
    contents: [{ type: 'button', style: 'primary', height: 'sm', action: uri('Go') }],
  },
  styles: { header: { backgroundColor: '#00ff00' }, footer: { separator: true, separatorColor: '#000000' } },
};

const FLEX = [
  { type: 'flex', altText: 'A bubble', contents: BUBBLE },
  { type: 'flex', altText: 'Two bubbles', contents: { type: 'carousel', contents: [BUBBLE, BUBBLE] } },
  {
    type: 'flex',
    altText: 'A film',
    contents: {
      type: 'bubble',
      hero: {
        type: 'video',
        url: 'https://example.com/film.mp4',
        previewUrl: PICTURE,
        aspectRatio: '20:13',
        altContent: { type: 'image', url: PICTURE, size: 'full' },
      },
      body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: 'Film' }] },
    },
  },
];

/** Every kind of message object, at most five together. */
export const SAMPLE_MESSAGES: Readonly<Record<string, readonly object[]>> = {
  texts: TEXTS,
  pictures: PICTURES,
  templates: TEMPLATES,
  flex: FLEX,
};
