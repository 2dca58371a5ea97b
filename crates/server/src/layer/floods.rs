//! Floods from one IP address: counted in memory, per node, and cut with 429.
//!
//! This keeps the machine usable; what protects a person (tries, mails, failures) is counted in
//! the database. Memory is bounded: an IPv6 site has counters for so many of its lines, and the
//! rest of them share the site's; when too many addresses are known at once, some are forgotten
//! and begin anew. So no newcomer ever shares a counter with whoever filled the table.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use arc_swap::ArcSwapOption;
use engine::{
    limits::Limits,
    network::{ClientIp, Network},
    span::Rate,
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    nanos::Nanos,
    state::{
        InMemoryState, NotKeyed, StateStore,
        keyed::{DashMapStateStore, ShrinkableKeyedStateStore},
    },
};

/// Addresses remembered per kind of request, some 64 bytes each.
const MAX_ADDRESSES: usize = 50_000;

/// Lines of one IPv6 site (a /48) that have a counter of their own, per kind of request.
const COUNTED_LINES_OF_A_SITE: u32 = 64;

/// When there is no more room, one address in so many is forgotten.
const FORGOTTEN: usize = 8;

/// What sort of request it is; each sort has its own limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Pages and redirects for people.
    Page,
    /// Forms that people send.
    Form,
    /// Endpoints that programs call.
    Call,
}

/// Who has a counter.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    Line(ClientIp),
    /// All lines of a site that have none of their own.
    Site(Network),
}

/// Counters by address, and one for all whose address cannot be told.
#[derive(Default)]
struct Counters {
    known: DashMapStateStore<Subject>,
    /// How many lines of each site have a counter.
    sites: Mutex<HashMap<Network, u32>>,
    unknown: InMemoryState,
}

impl Counters {
    /// Whose counter a request counts against; there is room for it.
    fn place(&self, ip: ClientIp) -> Subject {
        let (line, network) = (Subject::Line(ip), ip.network());
        if self.known.contains_key(&line) {
            return line;
        }
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        if self.known.len() >= MAX_ADDRESSES {
            let mut number = 0;
            self.known.retain(|_, _| {
                number += 1;
                number % FORGOTTEN != 0
            });
            self.recount(&mut sites);
        }
        if !network.is_site() {
            return line;
        }
        let lines = sites.entry(network).or_default();
        if *lines >= COUNTED_LINES_OF_A_SITE {
            return Subject::Site(network);
        }
        *lines += 1;
        line
    }

    fn recount(&self, sites: &mut HashMap<Network, u32>) {
        sites.clear();
        for entry in &self.known {
            if let Subject::Line(ip) = entry.key()
                && ip.network().is_site()
            {
                *sites.entry(ip.network()).or_default() += 1;
            }
        }
        sites.shrink_to_fit();
    }
}

impl StateStore for Counters {
    type Key = Option<ClientIp>;

    fn measure_and_replace<T, F, E>(&self, key: &Option<ClientIp>, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        match key {
            Some(ip) => self.known.measure_and_replace(&self.place(*ip), f),
            None => self.unknown.measure_and_replace(&NotKeyed::NonKey, f),
        }
    }
}

impl ShrinkableKeyedStateStore<Option<ClientIp>> for Counters {
    fn retain_recent(&self, drop_below: Nanos) {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        self.known.retain_recent(drop_below);
        self.recount(&mut sites);
    }

    fn shrink_to_fit(&self) {
        self.known.shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.known.len()
    }

    fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

type Limiter = RateLimiter<Option<ClientIp>, Counters, DefaultClock>;

/// What is let through, and who has had how much of it.
struct Flood {
    rate: Rate,
    limiter: Limiter,
}

impl Flood {
    fn new(rate: Rate) -> Self {
        let burst = NonZeroU32::new(rate.limit).unwrap_or(NonZeroU32::MIN);
        let period = rate.window.duration() / burst.get();
        let quota = Quota::with_period(period.max(Duration::from_nanos(1)))
            .unwrap_or(Quota::per_second(burst))
            .allow_burst(burst);
        let limiter = RateLimiter::new(quota, Counters::default(), DefaultClock::default());
        Self { rate, limiter }
    }

    fn check(&self, ip: Option<ClientIp>) -> Result<(), Duration> {
        let limiter = &self.limiter;
        limiter
            .check_key(&ip)
            .map_err(|not_until| not_until.wait_time_from(limiter.clock().now()))
    }
}

/// The counters of each kind of request. They begin anew when their limit is changed.
#[derive(Default)]
pub struct Floods {
    pages: Counted,
    forms: Counted,
    calls: Counted,
}

/// The counters of one kind, from its first request on.
#[derive(Default)]
struct Counted {
    flood: ArcSwapOption<Flood>,
    refusals: Refusals,
}

impl Counted {
    /// The counters for this limit.
    fn flood(&self, rate: Rate) -> Arc<Flood> {
        if let Some(flood) = &*self.flood.load()
            && flood.rate == rate
        {
            return Arc::clone(flood);
        }
        let fresh = Arc::new(Flood::new(rate));
        self.flood.store(Some(Arc::clone(&fresh)));
        fresh
    }
}

/// How many requests of a kind were refused, and not told of yet.
#[derive(Default)]
struct Refusals {
    ipv4: AtomicU64,
    ipv6: AtomicU64,
    unknown: AtomicU64,
}

impl Refusals {
    fn count(&self, ip: Option<ClientIp>) {
        let counter = match ip.map(|ip| ip.network().is_site()) {
            Some(false) => &self.ipv4,
            Some(true) => &self.ipv6,
            None => &self.unknown,
        };
        counter.fetch_add(1, Relaxed);
    }

    /// One line for each class of addresses, however many there were: a flood of requests must not
    /// become one of lines.
    fn tell(&self, kind: Kind) {
        for (class, counter) in [
            ("ipv4", &self.ipv4),
            ("ipv6", &self.ipv6),
            ("unknown", &self.unknown),
        ] {
            let refused = counter.swap(0, Relaxed);
            if refused > 0 {
                tracing::warn!(
                    ?kind,
                    class,
                    refused,
                    "too many requests from single addresses in the last minute; answered 429"
                );
            }
        }
    }
}

impl Floods {
    const fn of(&self, kind: Kind) -> &Counted {
        match kind {
            Kind::Page => &self.pages,
            Kind::Form => &self.forms,
            Kind::Call => &self.calls,
        }
    }

    /// Counts one request, under the limits that are in force now.
    ///
    /// # Errors
    /// How long to wait, when there were too many.
    pub fn check(&self, kind: Kind, limits: &Limits, ip: Option<ClientIp>) -> Result<(), Duration> {
        let rate = match kind {
            Kind::Page => limits.pages_per_ip,
            Kind::Form => limits.forms_per_ip,
            Kind::Call => limits.calls_per_ip,
        };
        let counted = self.of(kind);
        let checked = counted.flood(rate).check(ip);
        checked.inspect_err(|_| counted.refusals.count(ip))
    }

    /// Once a minute: forgets addresses that have been quiet for long enough, and tells of what
    /// was refused.
    pub fn tidy(&self) {
        for kind in [Kind::Page, Kind::Form, Kind::Call] {
            let counted = self.of(kind);
            if let Some(flood) = &*counted.flood.load() {
                flood.limiter.retain_recent();
                flood.limiter.shrink_to_fit();
            }
            counted.refusals.tell(kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::span::Span;

    fn ip(last: u32) -> ClientIp {
        ClientIp::new(std::net::IpAddr::V4(last.into()))
    }

    #[test]
    fn one_address_is_cut_and_its_neighbour_is_not() {
        let flood = Flood::new(Rate::new(3, Span::seconds(3_600)));
        for _ in 0..3 {
            assert_eq!(flood.check(Some(ip(1))), Ok(()));
        }
        let wait = flood.check(Some(ip(1))).unwrap_err();
        assert!(wait > Duration::from_secs(1_000) && wait <= Duration::from_mins(20));
        assert_eq!(flood.check(Some(ip(2))), Ok(()));
    }

    #[test]
    fn t_49_addresses_that_cannot_be_told_share_one_counter() {
        let flood = Flood::new(Rate::new(1, Span::seconds(3_600)));
        assert_eq!(flood.check(None), Ok(()));
        assert!(flood.check(None).is_err());
    }

    #[test]
    fn memory_is_bounded_however_many_addresses_there_are_and_newcomers_are_let_in() {
        let flood = Flood::new(Rate::new(1, Span::seconds(3_600)));
        for last in 0..60_000 {
            assert!(flood.check(Some(ip(last))).is_ok(), "{last} shares none");
            assert!(flood.limiter.len() <= MAX_ADDRESSES);
        }
        let kept = (0..1_000).filter(|last| flood.check(Some(ip(*last))).is_err());
        assert!(kept.count() > 600, "most of those from before are known");
    }

    fn line(site: u16, line: u16) -> ClientIp {
        let address = std::net::Ipv6Addr::new(0x2001, 0xdb8, site, line, 0, 0, 0, 1);
        ClientIp::new(address.into())
    }

    #[test]
    fn a_site_of_ipv6_has_few_counters_and_the_rest_of_its_lines_share_one() {
        let flood = Flood::new(Rate::new(2, Span::seconds(3_600)));
        let passed = (0..u16::MAX).filter(|own| flood.check(Some(line(1, *own))).is_ok());
        assert_eq!(passed.count(), 64 + 2);
        assert_eq!(flood.limiter.len(), 64 + 1);
        assert!(flood.check(Some(line(1, 0))).is_ok(), "it has its own");
        assert!(flood.check(Some(line(1, 9_999))).is_err());
        for newcomer in [line(2, 0), line(2, 1), ip(1)] {
            assert!(flood.check(Some(newcomer)).is_ok());
        }
    }

    #[test]
    fn a_line_that_was_forgotten_leaves_its_place_to_another() {
        let flood = Flood::new(Rate::new(1_000_000, Span::seconds(1)));
        for own in 0..200 {
            assert!(flood.check(Some(line(1, own))).is_ok());
        }
        std::thread::sleep(Duration::from_millis(10));
        flood.limiter.retain_recent();
        assert_eq!(flood.limiter.len(), 0);
        assert!(flood.check(Some(line(1, 999))).is_ok());
        assert_eq!(flood.limiter.len(), 1);
    }
}
