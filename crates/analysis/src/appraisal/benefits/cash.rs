//! Costs and benefits over the years.

use super::file::Benefits;

/// What a project costs and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Investment {
    /// The project's id.
    pub id: String,
    /// What building costs, spread evenly over the years from `begins` to the one before `opens`.
    pub capital: f64,
    /// What keeping it up costs a year, from `opens` on.
    pub upkeep: f64,
    /// The first year of building.
    pub begins: i32,
    /// The first year of use, after `begins`.
    pub opens: i32,
    /// Where these figures come from.
    pub source: String,
}

/// What a project is worth, in the currency of the file and the money of its base year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// Benefits of the first year of use.
    pub first_year: f64,
    /// Present value of all benefits.
    pub benefits: f64,
    /// Present value of all costs.
    pub costs: f64,
    /// The rate at which both are the same; `None` when there is none between −99 % and 1,000 % a year.
    pub internal_rate: Option<f64>,
    /// Years from the opening until undiscounted benefits have paid all costs so far; `None` when they never do.
    pub payback_years: Option<u32>,
}

impl Worth {
    /// Net present value.
    #[must_use]
    pub fn net(&self) -> f64 {
        self.benefits - self.costs
    }

    /// Benefits over costs; `None` without costs.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.costs > 0.0).then(|| self.benefits / self.costs)
    }

    /// The worth of saving so many person-minutes a day of the base year.
    ///
    /// `B(y) = minutes / 60 · value of time · days · (1 + growth)^(y − base year)` in every year of use, and
    /// present values divide by `(1 + rate)^(y − base year)`.
    #[must_use]
    pub fn of(person_minutes_a_day: f64, investment: &Investment, benefits: &Benefits) -> Self {
        let a_year = person_minutes_a_day / 60.0 * benefits.value_of_time_per_hour.value * benefits.days_per_year.value;
        let since = |year: i32| year - benefits.base_year;
        let years = benefits.horizon_years.value.round();
        #[expect(clippy::cast_possible_truncation, reason = "1 to 200")]
        let last = investment.opens + years as i32 - 1;
        let building = f64::from(investment.opens - investment.begins);
        let flows: Vec<(i32, f64, f64)> = (investment.begins..=last)
            .map(|year| {
                let in_use = year >= investment.opens;
                let benefit = if in_use { a_year * (1.0 + benefits.demand_growth.value).powi(since(year)) } else { 0.0 };
                let cost = if in_use { investment.upkeep } else { investment.capital / building };
                (since(year), benefit, cost)
            })
            .collect();
        let present = |rate: f64, of: fn(&(i32, f64, f64)) -> f64| -> f64 {
            flows.iter().map(|flow| of(flow) / (1.0 + rate).powi(flow.0)).sum()
        };
        let rate = benefits.discount_rate.value;
        let mut balance = 0.0;
        let paid = flows.iter().find(|(_, benefit, cost)| {
            balance += benefit - cost;
            *benefit > 0.0 && balance >= 0.0
        });
        Self {
            first_year: flows.iter().find(|(year, ..)| *year == since(investment.opens)).map_or(0.0, |(_, benefit, _)| *benefit),
            benefits: present(rate, |(_, benefit, _)| *benefit),
            costs: present(rate, |(.., cost)| *cost),
            internal_rate: internal_rate(|rate| present(rate, |(_, benefit, cost)| benefit - cost)),
            payback_years: paid.and_then(|(year, ..)| u32::try_from(year - since(investment.opens) + 1).ok()),
        }
    }
}

/// Where the net present value crosses zero, by halving; flows of one change of sign have one such rate.
fn internal_rate(net: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut low, mut high) = (-0.99, 10.0);
    if net(low).is_nan() || net(low) <= 0.0 || net(high) >= 0.0 {
        return None;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if net(middle) > 0.0 { low = middle } else { high = middle }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::appraisal::benefits::Cited;

    fn benefits(rate: f64, growth: f64, years: f64) -> Benefits {
        let cited = |value: f64| Cited { value, source: "by hand".to_owned() };
        Benefits {
            currency: "CNY".to_owned(),
            base_year: 2025,
            value_of_time_per_hour: cited(30.0),
            days_per_year: cited(300.0),
            discount_rate: cited(rate),
            demand_growth: cited(growth),
            horizon_years: cited(years),
            elasticity: None,
            demand: super::super::demand::Demand::PerResident(1.0),
            demand_source: "by hand".to_owned(),
            investments: Vec::new(),
        }
    }

    fn investment(capital: f64, upkeep: f64) -> Investment {
        Investment { id: "x".to_owned(), capital, upkeep, begins: 2025, opens: 2026, source: "by hand".to_owned() }
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6 * (1.0 + b.abs())
    }

    #[test]
    fn two_years_by_hand() {
        // 1200 person-minutes a day = 20 h · 30 · 300 = 180,000 a year; 5 % growth from 2025.
        // 2026: 189,000 / 1.1; 2027: 198,450 / 1.21. Costs: 300,000 in 2025, 10,000 in each year of use.
        let worth = Worth::of(1200.0, &investment(300_000.0, 10_000.0), &benefits(0.1, 0.05, 2.0));
        assert!(close(worth.first_year, 189_000.0), "{worth:?}");
        assert!(close(worth.benefits, 189_000.0 / 1.1 + 198_450.0 / 1.21), "{worth:?}");
        assert!(close(worth.costs, 300_000.0 + 10_000.0 / 1.1 + 10_000.0 / 1.21), "{worth:?}");
        assert!(
            close(worth.net(), worth.benefits - worth.costs)
                && worth.ratio().is_some_and(|ratio| close(ratio, worth.benefits / worth.costs))
        );
        // −300,000 + 179,000 / q + 188,450 / q² = 0: q = (179,000 + √(179,000² + 4 · 300,000 · 188,450)) / 600,000.
        let q = (179_000.0 + f64::sqrt(179_000.0 * 179_000.0 + 4.0 * 300_000.0 * 188_450.0)) / 600_000.0;
        assert!(worth.internal_rate.is_some_and(|rate| close(rate, q - 1.0)), "{worth:?} {q}");
        // After one year 179,000 of 300,000 are paid, after two 367,450.
        assert_eq!(worth.payback_years, Some(2));
    }

    #[test]
    fn what_never_pays_has_no_rate_and_no_payback() {
        let worth = Worth::of(0.0, &investment(1000.0, 0.0), &benefits(0.05, 0.0, 30.0));
        assert_eq!((worth.internal_rate, worth.payback_years), (None, None));
        assert!(close(worth.net(), -1000.0));
        assert_eq!(Worth::of(60.0, &investment(0.0, 0.0), &benefits(0.05, 0.0, 3.0)).ratio(), None);
    }
}
