/** The page around the chat, whose own style is `DRAWING_STYLE`. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;
--paper:light-dark(#f4f5f7,#101317);--panel:light-dark(#fff,#191e24);--ink:light-dark(#1b1f24,#e6e9ed);--dim:light-dark(#59636e,#9da7b2);--line:light-dark(#d5dae0,#39424c);--accent:light-dark(#0b57d0,#8ab4f8);--edge:light-dark(#7d8894,#6d7782);
--bad:light-dark(#b3261e,#ff9d94);--good:light-dark(#066f35,#5dd28f);--mine:light-dark(#b7ecA0,#2f6b35);--mine-ink:light-dark(#10240a,#f2fbf0)}
*{box-sizing:border-box}
body{margin:0 auto;padding:16px;max-width:1240px;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.3rem}h2{margin:0 0 8px;font-size:1.05rem}
header p,.dim{margin:0;color:var(--dim);font-size:13px}
code,.id{font:12px ui-monospace,monospace;overflow-wrap:anywhere}
main{display:grid;gap:16px;grid-template-columns:minmax(0,1fr);margin-top:8px}
.columns-of-page{display:grid;gap:16px;align-content:start;grid-template-columns:minmax(0,1fr)}
section{min-width:0;padding:14px;border:1px solid var(--line);border-radius:12px;background:var(--panel)}
#phone{justify-self:center;width:100%;max-width:405px}
@media (min-width:760px){main{grid-template-columns:minmax(0,405px) minmax(0,1fr);align-items:start}}
#said{min-height:1.5em;margin:8px 0 0;font-size:14px;overflow-wrap:anywhere}
.away #said,.warning{color:var(--bad)}
.row{display:flex;flex-wrap:wrap;gap:6px 8px;align-items:center;margin:8px 0 0}
.row input,select{flex:1 1 130px;min-width:0}
label{font-size:13px;color:var(--dim)}
input,select,button{font:inherit;font-size:14px;padding:6px 10px;border:1px solid var(--edge);border-radius:8px;background:var(--panel);color:var(--ink)}
select{width:100%}
button{cursor:pointer}
button:hover{border-color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
#screen{container-type:inline-size;width:100%;margin-top:8px}
#log{--bubble:calc(100cqw - 120px);--room:calc(100cqw - 66px)}
#log{height:min(46vh,460px);overflow:auto;overflow-x:hidden}
#log .messages{min-height:100%}
#chat-name small{display:block;font-size:11px;overflow-wrap:anywhere}
.chat-foot{display:flex;gap:6px}
.chat-foot input{flex:1;min-width:0;border-radius:16px;border-color:var(--edge);background:var(--foot-field);color:inherit}
.message.mine{grid-template-columns:minmax(0,1fr);padding:0 10px;justify-items:end}
.mine .content{grid-column:1;margin:0;display:grid;justify-items:end}
.mine .bubble{background:var(--mine);color:var(--mine-ink)}
.under{display:flex;gap:8px;align-items:baseline;margin-top:2px;font-size:11px;opacity:.9}
.under button{padding:0 2px;border:0;background:none;color:inherit;font-size:11px;text-decoration:underline}
.event{justify-self:center;padding:1px 12px;border-radius:10px;background:#00000038;color:#fff;font-size:12px}
.tap{cursor:pointer}.tap:hover{filter:brightness(.94)}
.chat .tap:focus-visible,#log:focus-visible{outline-offset:-2px}
#menu{background:var(--foot)}
.menu{position:relative;width:100%;overflow:hidden;border-top:1px solid var(--chat-line);background:var(--blank)}
.menu img{position:absolute;inset:0;width:100%;height:100%}
.menu .area{position:absolute;padding:0;border:1px dashed var(--blank-line);border-radius:0;background:none}
.menu .area:hover{background:#0000001f}.menu .area:focus-visible{outline-offset:-3px}
.menu-bar{margin:0;padding:6px;cursor:pointer;text-align:center;font-size:13px;color:var(--foot-ink)}
dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:2px 12px;margin:0}
dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
.scroll{max-height:340px;overflow:auto}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{padding:4px 10px 4px 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--dim);font-weight:normal}td.path{overflow-wrap:anywhere}
.good{color:var(--good)}.bad{color:var(--bad)}
dialog{border:1px solid var(--line);border-radius:12px;background:var(--panel);color:var(--ink)}
@media (prefers-reduced-motion:no-preference){#log{scroll-behavior:smooth}}
`;
