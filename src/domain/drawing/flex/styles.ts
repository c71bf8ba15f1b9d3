/**
 * The style sheet of Flex containers. What a message says comes in classes of its own, behind this one. Bubbles keep
 * their colours in a dark chat: LINE documents no others.
 */
export const FLEX_CSS = `
.fx, .fx * { box-sizing: border-box; }
.fx { min-width: 0; max-width: 100%; }

.fx-bubble { position: relative; display: flex; flex-direction: column; flex: none; max-width: 100%; overflow: hidden;
  background: #ffffff; color: #111111; font-size: 16px; line-height: 1.4; text-align: start;
  box-shadow: 0 0 0 1px rgb(0 0 0 / 6%); }
.fx-large { border-radius: 17px; }
.fx-small { border-radius: 10px; }
.fx-carousel { display: flex; gap: 8px; align-items: flex-start; max-width: 100%; padding: 1px; overflow: auto hidden;
  overscroll-behavior-x: contain; scroll-snap-type: x proximity; }
.fx-carousel > .fx-bubble { scroll-snap-align: start; }
.fx-carousel > .fx-has-body { align-self: stretch; }

.fx-block { display: flex; flex-direction: column; flex: none; }
.fx-body { flex: 1 0 auto; }

.fx-item { min-width: 0; }
.fx-box { display: flex; overflow: hidden; }
.fx-text, .fx-image, .fx-button { display: flex; flex-direction: column; }
.fx-shrinks { container-type: inline-size; }

.fx-lines { flex: none; max-width: 100%; overflow: hidden; text-overflow: ellipsis; }
.fx-lines, .fx-span { line-height: calc(1.4em + var(--fx-gap, 0px)); }
.fx-line { white-space: nowrap; }
.fx-wrapped, .fx-clamped { margin-block: calc(var(--fx-gap, 0px) / -2); white-space: pre-wrap; overflow-wrap: anywhere; }
.fx-clamped { display: -webkit-box; -webkit-box-orient: vertical; }

.fx-area { position: relative; flex: none; min-height: 0; max-width: 100%; overflow: hidden; container-type: size; }
.fx-full { width: 100%; }
.fx-picture { position: absolute; inset: 0; display: block; width: 100%; height: 100%; }
.fx-cover { object-fit: cover; }
.fx-fit { object-fit: contain; }
.fx-blank-icon { border: 1px solid rgb(75 88 102 / 45%); border-radius: 25%; }
.fx-blank { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center;
  justify-content: center; gap: 2px; padding: 4px; overflow: hidden; color: #4b5866; font-size: 11px; line-height: 1.3;
  text-align: center; background: repeating-linear-gradient(135deg, rgb(120 138 158 / 22%) 0 8px, rgb(120 138 158 / 14%) 8px 16px); }
.fx-blank > b, .fx-blank > i { max-width: 100%; overflow: hidden; font-style: normal; text-overflow: ellipsis; white-space: nowrap; }
.fx-blank > b { font-weight: 600; }
.fx-blank-icon > * { display: none; }
@container (max-width: 56px) { .fx-blank > * { display: none; } }
@container (max-height: 40px) { .fx-blank > i { display: none; } }
@container (max-height: 22px) { .fx-blank > b { display: none; } }

.fx-play { position: absolute; inset: 0; margin: auto; width: 48px; height: 48px; border-radius: 50%; background: rgb(0 0 0 / 55%); }
.fx-play::after { content: ""; position: absolute; inset: 14px 12px 14px 18px; background: #ffffff; clip-path: polygon(0 0, 100% 50%, 0 100%); }
.fx-video > .fx-area > .fx-blank { justify-content: flex-start; }
.fx-more { position: absolute; inset-block-end: 10px; inset-inline: 10px; margin: auto; width: fit-content; max-width: calc(100% - 20px);
  padding: 2px 12px; overflow: hidden; border-radius: 12px; background: rgb(0 0 0 / 55%); color: #ffffff; font-size: 12px;
  text-overflow: ellipsis; white-space: nowrap; }

.fx-face { display: flex; flex: none; align-items: center; justify-content: center; max-width: 100%; padding: 0 16px; border-radius: 8px; text-align: center; }
.fx-label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.fx-primary { background-color: #17c950; color: #ffffff; }
.fx-secondary { background-color: #dcdfe5; color: #111111; }
.fx-link { color: #42659a; }

.fx-separator { align-self: stretch; background-color: #d4d6da; }
.fx-spacer { align-self: stretch; overflow: hidden; background: repeating-linear-gradient(45deg, #f5b9b9 0 4px, #fbe3e3 4px 8px); }
.fx-spacer > i { display: block; color: #8f1d1d; font: 8px/1 sans-serif; white-space: nowrap; }
.fx-stranger { padding: 4px 8px; border: 1px dashed #b3261e; border-radius: 4px; background: #fdecea; color: #8f1d1d; font-size: 12px; overflow-wrap: anywhere; }

.fx-tap { cursor: pointer; }
.fx-tap:hover { outline: 1px dashed #17c950; outline-offset: -1px; }

.fx-older { margin-top: 8px; }
.fx-older > summary { margin-bottom: 6px; cursor: pointer; font-size: 12px; opacity: 0.8; }
`;
