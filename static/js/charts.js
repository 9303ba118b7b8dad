// Draws <div data-chart="id"> from the JSON of the same id. ECharts is fetched only where a chart stands.
//
// spec = {kind, categories, series: [{name, values, dashed?, muted?}], unit?, percent?, decimals?, mean?, target?,
//         links?, small?, highlight?}
// kind: "bars" (sorted, horizontal), "columns", "line", "dots".

const source = document.querySelector("script[data-echarts]")?.dataset.echarts;
let library;

function load() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function theme() {
  const ink = token("--ink");
  return {
    ink, ink2: token("--ink-2"), ink3: token("--ink-3"), line: token("--line"), surface: token("--surface"),
    blue: token("--blue"), urgent: token("--urgent"), soon: token("--soon-mark"),
    lines: [token("--blue"), token("--ink-3"), token("--urgent"), token("--soon-mark")],
    muted: token("--line-strong"), pale: token("--chart-pale"), font: token("--font").replace(/"/g, ""),
    size: parseFloat(getComputedStyle(document.body).fontSize) > 15 ? 13 : 12,
  };
}

function format(spec) {
  const places = spec.decimals ?? (spec.percent ? 1 : 0);
  const figures = new Intl.NumberFormat("zh-CN", { minimumFractionDigits: places, maximumFractionDigits: places });
  return (value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "—";
    return spec.percent ? `${figures.format(value * 100)}%` : figures.format(value);
  };
}

function marks(spec, say, look, horizontal) {
  const axis = horizontal ? "xAxis" : "yAxis";
  const lines = [];
  if (spec.mean !== undefined && spec.mean !== null) lines.push({ [axis]: spec.mean, name: `${spec.mean_label ?? "全市"} ${say(spec.mean)}`, lineStyle: { color: look.ink2 } });
  if (spec.target !== undefined && spec.target !== null) lines.push({ [axis]: spec.target, name: `目标 ${say(spec.target)}`, lineStyle: { color: look.soon } });
  if (!lines.length) return undefined;
  return {
    silent: true, symbol: "none", data: lines, lineStyle: { type: "dashed", width: 1.5 },
    label: { formatter: "{b}", color: look.ink2, fontSize: look.size, position: horizontal ? "end" : "insideEndTop" },
  };
}

function colour(spec, index, look) {
  if (spec.highlight?.includes(index)) return look.urgent;
  return spec.small?.[index] ? look.muted : look.blue;
}

function bars(spec, look, say) {
  const [series] = spec.series;
  const figures = series.values.map(say);
  const width = 8 + Math.max(...figures.map((text) => text.length)) * look.size * 0.62;
  return {
    grid: { left: 4, right: 4 - width + 8, top: spec.mean != null || spec.target != null ? 24 : 6, bottom: 4, containLabel: true },
    xAxis: { type: "value", show: false, min: 0 },
    // The figures stand in a column of their own, where neither bar nor line crosses them.
    yAxis: [
      {
        type: "category", inverse: true, data: spec.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: look.line } },
        axisLabel: { color: look.ink, fontSize: look.size, interval: 0, formatter: (name, index) => (spec.small?.[index] ? `${name}（数少）` : name) },
      },
      {
        type: "category", inverse: true, data: figures, position: "right", axisTick: { show: false }, axisLine: { show: false },
        axisLabel: { color: look.ink, fontSize: look.size, interval: 0, align: "right", margin: width },
      },
    ],
    series: [{
      type: "bar", name: series.name, barMaxWidth: 18, barCategoryGap: "30%",
      data: series.values.map((value, index) => ({ value, itemStyle: { color: colour(spec, index, look) } })),
      markLine: marks(spec, say, look, true),
    }],
  };
}

// Room at the right for the words at the lines' ends.
function endSpace(spec, look, say) {
  const texts = spec.series.map(({ name, values }) => `${spec.series.length > 1 ? name : ""}${say(values.at(-1))}`);
  const width = (text) => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 255 ? 1 : 0.6), 1.5);
  return Math.ceil(Math.max(...texts.map(width)) * look.size);
}

function axes(spec, look, say, top) {
  return {
    grid: { left: 4, right: spec.kind === "line" ? endSpace(spec, look, say) : 8, top, bottom: 4, containLabel: true },
    xAxis: {
      type: "category", data: spec.categories, boundaryGap: spec.kind === "columns", axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } }, axisLabel: { color: look.ink2, fontSize: look.size, hideOverlap: true, alignMinLabel: spec.kind === "line" ? "left" : undefined },
    },
    yAxis: {
      type: "value", scale: spec.kind !== "columns", splitNumber: 3, minInterval: spec.percent || spec.decimals ? 0 : 1, splitLine: { lineStyle: { color: look.line } },
      axisLabel: { color: look.ink3, fontSize: look.size, formatter: say },
    },
  };
}

function lines(spec, look, say) {
  const single = spec.series.length === 1;
  return {
    ...axes(spec, look, say, 28),
    series: spec.series.map((series, index) => {
      const shade = series.muted ? look.muted : look.lines[index % look.lines.length];
      return {
        type: "line", name: series.name, data: series.values, connectNulls: false, symbol: "circle", symbolSize: 5, showSymbol: spec.categories.length <= 14,
        lineStyle: { width: 2, color: shade, type: series.dashed ? "dashed" : "solid" }, itemStyle: { color: shade },
        endLabel: { show: true, color: shade, fontSize: look.size, formatter: ({ value }) => (single ? say(value) : `${series.name} ${say(value)}`), distance: 6 },
        labelLayout: { moveOverlap: "shiftY" },
        markLine: index === 0 ? marks(spec, say, look, false) : undefined,
      };
    }),
  };
}

function columns(spec, look, say) {
  // Periods side by side: the last one, which is the present, in full colour; also in grey print.
  const shades = { 1: [look.blue], 2: [look.pale, look.blue] }[spec.series.length] ?? look.lines;
  return {
    ...axes(spec, look, say, 28),
    series: spec.series.map((series, index) => ({
      type: "bar", name: series.name, barMaxWidth: 40, barGap: "10%", color: shades[index],
      data: series.values.map((value, place) => ({ value, itemStyle: spec.series.length > 1 ? {} : { color: colour(spec, place, look) } })),
      label: { show: spec.categories.length * spec.series.length <= 26, position: "top", color: look.ink, fontSize: look.size, formatter: ({ value }) => say(value) },
      markLine: index === 0 ? marks(spec, say, look, false) : undefined,
    })),
    legend: spec.series.length > 1 ? { top: 0, right: 0, itemWidth: 10, itemHeight: 10, textStyle: { color: look.ink2, fontSize: look.size } } : undefined,
  };
}

function dots(spec, look, say) {
  const base = bars(spec, look, say);
  return {
    ...base,
    xAxis: { type: "value", show: false, scale: true },
    yAxis: base.yAxis[0],
    grid: { ...base.grid, right: 44 },
    series: spec.series.map((series, index) => ({
      type: "scatter", name: series.name, symbolSize: 11, symbol: index ? "emptyCircle" : "circle", itemStyle: { color: index ? look.ink3 : look.blue },
      data: series.values.map((value, place) => [value, place]),
      label: { show: index === 0, position: "right", color: look.ink, fontSize: look.size, formatter: ({ value }) => say(value[0]) },
      markLine: index === 0 ? marks(spec, say, look, true) : undefined,
    })),
  };
}

const KINDS = { bars, columns, line: lines, dots };

function options(spec) {
  const look = theme();
  const say = format(spec);
  const drawn = KINDS[spec.kind](spec, look, say);
  return {
    animation: false, backgroundColor: "transparent", textStyle: { fontFamily: look.font, fontSize: look.size, color: look.ink },
    aria: { enabled: false },
    tooltip: {
      trigger: spec.kind === "dots" ? "item" : "axis", confine: true, backgroundColor: look.surface, borderColor: look.muted, textStyle: { color: look.ink, fontSize: look.size },
      axisPointer: { type: spec.kind === "line" ? "line" : "shadow", shadowStyle: { color: "rgba(31,78,140,.06)" } },
      valueFormatter: (value) => (spec.unit && !spec.percent ? `${say(value)} ${spec.unit}` : say(value)),
    },
    ...drawn,
  };
}

const drawn = new Map();

async function draw(area) {
  if (drawn.has(area)) return;
  const data = document.getElementById(area.dataset.chart);
  if (!data) return;
  drawn.set(area, null);
  const spec = JSON.parse(data.textContent);
  if (!spec.series.some(({ values }) => values.some((value) => value !== null))) {
    area.textContent = "没有可画的数值：尚未计算，或分母为零";
    area.classList.add("nothing");
    return;
  }
  let echarts;
  try {
    echarts = await load();
  } catch {
    area.closest("[data-figure]")?.querySelector("details")?.setAttribute("open", "");
    return; // the table says the same
  }
  area.closest("[data-figure]")?.classList.add("drawn");
  if (spec.kind === "bars" || spec.kind === "dots") area.style.blockSize = `${Math.max(6, spec.categories.length * 1.625 + 2)}rem`;
  const chart = echarts.init(area, null, { renderer: "svg" });
  chart.setOption(options(spec));
  if (spec.links) {
    chart.on("click", ({ dataIndex }) => spec.links[dataIndex] && location.assign(spec.links[dataIndex]));
  }
  drawn.set(area, chart);
  new ResizeObserver(() => chart.resize()).observe(area);
}

function prepare(root) {
  for (const area of root.querySelectorAll("[data-chart]")) draw(area);
}
prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target.parentElement ?? document));
window.addEventListener("beforeprint", () => drawn.forEach((chart) => chart?.resize()));
