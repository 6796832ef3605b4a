//! What each measure is called and what it says, in plain words.

use super::super::language::Language;

/// A measure in words.
pub(super) struct Words {
    name: &'static str,
    title: [&'static str; 2],
    says: [&'static str; 2],
}

impl Words {
    /// The words for a measure of the command line.
    pub(super) fn of(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|words| words.name == name)
    }

    pub(super) const fn title(&self, language: Language) -> &'static str {
        language.pick(self.title[0], self.title[1])
    }

    pub(super) const fn says(&self, language: Language) -> &'static str {
        language.pick(self.says[0], self.says[1])
    }
}

const fn words(name: &'static str, title: [&'static str; 2], says: [&'static str; 2]) -> Words {
    Words { name, title, says }
}

const ALL: [Words; 20] = [
    words(
        "closest",
        ["Time to the nearest", "最近设施时间"],
        ["Minutes to the nearest facility. Less is better.", "到最近设施的分钟数，越小越好。"],
    ),
    words(
        "nth-closest",
        ["Time to the second nearest", "次近设施时间"],
        [
            "Minutes to the second nearest: what is left when the first is closed or full.",
            "到第二近设施的分钟数：最近者关闭或已满时的退路。",
        ],
    ),
    words(
        "dual",
        ["Time to three (dual access)", "可达三处所需时间"],
        [
            "Minutes until three facilities are within reach: how far one goes for a choice.",
            "可到达三处设施所需的分钟数：要有选择余地须走多远。",
        ],
    ),
    words(
        "2sfca",
        ["2SFCA", "两步移动搜索法（2SFCA）"],
        [
            "Facilities per head within the catchment, shared among all who live within it. Falls where more people share the same.",
            "搜索半径内人均设施数，由半径内全部居民共享；共享者增多则下降。",
        ],
    ),
    words(
        "e2sfca",
        ["E2SFCA", "增强型（E2SFCA）"],
        ["The same; farther facilities weigh less, in steps.", "同上，距离越远权重越低（分段）。"],
    ),
    words(
        "gaussian-2sfca",
        ["Gaussian 2SFCA", "高斯型（Ga2SFCA）"],
        [
            "The same; the weight falls smoothly to nothing at the end of the catchment.",
            "同上，权重按高斯函数平滑衰减，至半径边缘为零。",
        ],
    ),
    words(
        "m2sfca",
        ["M2SFCA", "修正型（M2SFCA）"],
        [
            "As E2SFCA, but a system that lies far from its people serves them less in all.",
            "在增强型基础上，整体偏远的设施布局得分更低。",
        ],
    ),
    words(
        "3sfca",
        ["3SFCA", "三步法（3SFCA）"],
        [
            "As E2SFCA, with people choosing among facilities: demand is not counted twice.",
            "在增强型基础上考虑居民在多处设施间的选择，避免重复计算需求。",
        ],
    ),
    words(
        "bfca",
        ["BFCA", "平衡型（BFCA）"],
        [
            "Demand and supply are both shared out in full, so that neither is inflated. It is shared among cells: only changes compare.",
            "需求与供给都恰好分完，均不被夸大；数值按单元分摊，仅宜比较变化。",
        ],
    ),
    words(
        "weighted-mean-time",
        ["Weighted mean travel time", "加权平均旅行时间"],
        [
            "Minutes to the average resident of all towns, towns weighted by residents. Less is better.",
            "到各镇的平均旅行分钟数，以各镇人口加权，越小越好。",
        ],
    ),
    words(
        "coefficient",
        ["Access coefficient", "可达性系数"],
        [
            "The weighted mean time over the mean of all cells: below 1 is better placed than most. Its mean changes little by nature.",
            "加权平均旅行时间与全区均值之比，小于 1 为优于平均；其均值本身变化很小。",
        ],
    ),
    words(
        "cumulative",
        ["Daily accessibility", "日常可达性"],
        ["Residents of towns within the headline minutes.", "规定时间内可到达的各镇人口。"],
    ),
    words(
        "interval",
        ["Daily accessibility, mean of an interval", "日常可达性（区间平均）"],
        [
            "The same averaged over cutoffs around the headline, so that no single minute decides.",
            "在时限上下一段区间内取平均，避免结果取决于某一分钟。",
        ],
    ),
    words(
        "potential",
        ["Economic potential", "经济潜力"],
        ["Residents of towns over minutes: near and large towns count most.", "各镇人口除以分钟数之和：越近越大的镇贡献越多。"],
    ),
    words(
        "gravity",
        ["Gravity", "引力（重力）可达性"],
        [
            "Residents of towns, with a weight that halves every half of the headline minutes.",
            "各镇人口按时间衰减加权，每过半个时限权重减半。",
        ],
    ),
    words(
        "spatial-availability",
        ["Spatial availability", "空间可得性"],
        [
            "What is left to a cell when all cells compete: sums to the whole. Gains here are somebody's loss.",
            "各单元竞争后所能分得的份额，总和不变：此增则彼减。",
        ],
    ),
    words(
        "balancing-cost",
        ["Balancing time", "平衡时间"],
        [
            "Minutes until as many residents of towns are within reach as live in the cell itself.",
            "可到达人口达到本单元人口所需的分钟数。",
        ],
    ),
    words(
        "total-constrained",
        ["Totally constrained", "总量约束"],
        ["Gravity, scaled so that all cells together have what there is.", "引力可达性按总量归一，各单元之和等于总量。"],
    ),
    words(
        "singly-constrained",
        ["Singly constrained", "单约束"],
        ["Each town is shared out among the cells by residents and time.", "每个镇按人口与时间分给各单元。"],
    ),
    words(
        "doubly-constrained",
        ["Doubly constrained trips", "双约束出行"],
        ["Mean minutes of trips that fill every town and empty every cell.", "出发与到达总量均守恒时的平均出行分钟数。"],
    ),
];
