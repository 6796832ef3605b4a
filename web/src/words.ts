// The words of the page in both languages.

export type Language = "en" | "zh";

const WORDS = {
  about: ["What a road or railway changes", "一条道路或铁路改变什么"],
  what: ["What to see", "查看内容"],
  drawing: ["My drawing", "我的绘图"],
  now: ["Network as it is", "现状路网"],
  projects: ["Projects", "规划项目"],
  sets: ["Sets of projects", "项目组合"],
  years: ["Dated networks", "年份路网"],
  networkOf: ["Network at the end of", "年末路网"],
  allProjects: ["All projects together", "全部项目"],
  against: ["against", "对比"],
  service: ["Service", "服务"],
  circle: ["the complete circle", "完整生活圈"],
  cutoff: ["Within", "时限"],
  minutes: ["min", "分钟"],
  mode: ["By", "方式"],
  car: ["car", "小汽车"],
  walk: ["on foot", "步行"],
  cycle: ["bicycle", "自行车"],
  rail: ["and rail", "＋轨道"],
  before: ["Before", "建设前"],
  after: ["After", "建设后"],
  gained: ["Gained", "新增"],
  newly: ["gained", "新增"],
  lost: ["lost", "失去"],
  unknown: ["unknown: beyond the study's map of land", "未知：陆地数据范围之外"],
  roadsOf: ["Roads of", "路网年份"],
  between: [". ", "；"],
  both: ["before and after", "前后均可达"],
  beyond: ["beyond", "不可达"],
  residentsGained: ["residents gained", "新增可达居民"],
  residentsBefore: ["of residents before", "居民建设前可达"],
  residentsAfter: ["after", "建设后可达"],
  areaGained: ["km² gained", "km² 新增面积"],
  meanMinutes: ["mean minutes", "平均分钟"],
  draw: ["Draw", "绘制"],
  tools: ["Tools", "工具"],
  select: ["Select and drag", "选择与拖动"],
  line: ["Draw a road", "画道路"],
  close: ["Close a road", "封闭道路"],
  speed: ["Change a speed", "改变车速"],
  facility: ["Add a facility", "新增设施"],
  from: ["Reach from here", "从此处出发"],
  towards: ["Reach to here", "到达此处"],
  route: ["Route", "路线"],
  undo: ["Undo", "撤销"],
  redo: ["Redo", "重做"],
  clear: ["Clear", "清空"],
  remove: ["Remove", "删除"],
  newRoads: ["New roads", "新道路"],
  kmh: ["km/h", "km/h"],
  class: ["class", "等级"],
  oneway: ["one way", "单行"],
  snapped: ["Points snap to roads and are junctions there", "节点吸附到道路并设交叉口"],
  ends: ["Ends look for a road within", "端点寻找道路的范围"],
  wholeWay: ["The whole way, not only between two junctions", "整条道路，不限于两个路口之间"],
  newSpeed: ["New speed", "新车速"],
  closed: ["closed", "封闭"],
  changes: ["Changes", "改动"],
  noChanges: ["Nothing is drawn yet: choose a tool, then click on the map. A double click ends a road.", "尚未绘制：选择工具后在地图上点击，双击结束画线。"],
  save: ["Save as GeoJSON", "保存为 GeoJSON"],
  load: ["Load", "读取"],
  keep: ["Keep to compare", "存入对比表"],
  kept: ["Drawings side by side", "方案对比"],
  name: ["name", "名称"],
  length: ["length", "长度"],
  show: ["show", "显示"],
  districts: ["Districts", "分区"],
  district: ["district", "分区"],
  county: ["county", "县"],
  gain: ["gain", "新增"],
  place: ["From a place", "从一点出发"],
  placeHelp: ["Choose a tool above and click on the map: one click for what is within reach, two for a route.", "在上方选择工具后点击地图：点一次看可达范围，点两次看路线。"],
  saved: ["saved", "节省"],
  noWay: ["no way", "无路可达"],
  export: ["Export", "导出"],
  picture: ["PNG", "PNG"],
  report: ["Report", "报告"],
  share: ["Copy link", "复制链接"],
  copied: ["The link is copied.", "链接已复制。"],
  legend: ["Legend", "图例"],
  loading: ["Loading …", "加载中 …"],
  computing: ["computing …", "计算中 …"],
  answered: ["answered in", "响应"],
  failed: ["The server does not answer. Is tongda still running?", "服务器无响应，tongda 是否仍在运行？"],
  noGl: ["This browser cannot draw the map (WebGL 2 is off). The numbers work.", "浏览器无法绘制地图（WebGL 2 不可用），数据仍可用。"],
  retry: ["Try again", "重试"],
  problems: ["This drawing cannot be measured yet:", "此绘图暂无法计算："],
  close1: ["Click on a road to close it.", "点击道路将其封闭。"],
  speed1: ["Click on a road to change its speed.", "点击道路改变车速。"],
  facility1: ["Click where the facility is to be.", "点击设施位置。"],
  line1: ["Click for every point; double click or Enter ends the road, Escape drops it.", "逐点点击，双击或回车结束，Esc 放弃。"],
  select1: ["Click on a road of yours, then drag its points; a right click on one removes it.", "点击所画道路后拖动其节点；右键删除节点。"],
  place1: ["Click on the map.", "点击地图。"],
  route1: ["Click where the trip begins, then where it ends.", "先点起点，再点终点。"],
  keys: ["Without a mouse: arrows move the map, the space bar clicks on its middle, + and − zoom.", "无鼠标时：方向键移动地图，空格键点击地图中心，＋ 和 − 缩放。"],
  noRoad: ["There is no road of the network here; zoom in and click on one.", "此处没有路网道路，请放大后点击道路。"],
  notPlaced: ["cells have no road within reach and count as beyond", "个网格附近无道路，按不可达计"],
  assumed: ["Speeds and some roads are assumptions: see the report", "车速与部分道路为假定，详见报告"],
  untitled: ["drawing", "绘图"],
  only: ["before only", "仅建设前"],
} as const satisfies Record<string, readonly [string, string]>;

export type Word = keyof typeof WORDS;

let language: Language = navigator.language.startsWith("zh") ? "zh" : "en";

export function setLanguage(wanted: Language): void {
  language = wanted;
  document.documentElement.lang = wanted;
}

export const currentLanguage = (): Language => language;

/** A word in the current language. */
export const word = (key: Word): string => WORDS[key][language === "zh" ? 1 : 0];

/** A name in the current language, the other one where it has none. */
export const named = (one: { name: string; name_zh: string }): string => (language === "zh" && one.name_zh ? one.name_zh : one.name);

/** A whole number with thin spaces between thousands. */
export function grouped(value: number): string {
  const digits = Math.abs(Math.round(value)).toString().replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return Math.round(value) < 0 ? `−${digits}` : digits;
}

/** The same with its sign. */
export const signed = (value: number): string => (Math.round(value) > 0 ? `+${grouped(value)}` : grouped(value));
