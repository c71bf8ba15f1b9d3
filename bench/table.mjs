/** All rows as one table, with what was measured where above it. */
export function tableOf({ date, node, commit, machine, full }, rows) {
  const head = ['what', 'line-ops', 'what a user would do instead', 'ratio', 'reach', 'met'];
  const lines = [head, ...rows.map(cellsOf)];
  const widths = head.map((_word, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const drawn = lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
  const missed = rows.filter(({ met }) => met === false).length;
  return [
    `${date}, ${commit ?? 'no commit'}, Node ${node}, ${machine.cpus} × ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.platform} ${machine.arch}${full ? ', --full' : ''}`,
    '',
    ...drawn,
    '',
    `${rows.filter(({ met }) => met === true).length} met, ${missed} missed`,
  ].join('\n');
}

function cellsOf({ what, ours, peer, ratio, reach, met }) {
  return [
    what,
    ours,
    peer ?? '-',
    ratio === null ? '-' : ratio.toFixed(2),
    reach ?? '-',
    met === null ? '-' : met ? 'yes' : 'no',
  ];
}
