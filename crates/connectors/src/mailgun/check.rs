//! What Mailgun knows of a sending domain, by region, and what follows from it
//! (`GET /v4/domains/{name}`).

use serde::{Deserialize, Serialize};

use crate::{endpoint::REGIONS, template::one_line};

/// The most of a DNS record that is kept, in characters.
const LONGEST: usize = 1024;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// What each region says; one without a name when mails go to a configured `baseUrl`.
    pub regions: Vec<Region>,
    /// The record that lets Mailgun send for the domain.
    pub spf: Record,
    /// The record with the key that mails are signed with.
    pub dkim: Record,
    /// What an administrator should see; empty when all is well.
    pub findings: Vec<Finding>,
}

/// The answer of one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    /// `US` or `EU`.
    pub region: Option<&'static str>,
    /// Whether mails go to it.
    pub is_ours: bool,
    /// Whether it knows the domain.
    pub known: bool,
    /// Mailgun's word for the state of the domain: `active`, `unverified`, `disabled`.
    pub state: Option<String>,
    /// The HTTP status; none when it was not reached.
    pub answer: Option<u16>,
}

/// A DNS record that Mailgun asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Whether Mailgun found it in the DNS.
    pub validity: Validity,
    /// The name it has.
    pub name: Option<String>,
    /// What must stand there.
    pub value: Option<String>,
}

/// What Mailgun says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// It is there.
    Valid,
    /// Something else is there, or nothing.
    Invalid,
    /// Mailgun has not looked, or did not tell.
    #[default]
    Unknown,
}

/// Something an administrator should see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The member of the configuration it is about.
    pub key: &'static str,
    /// What was found, for programs and translations.
    pub code: FindingCode,
    /// The same in words, in English.
    pub text: String,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingCode {
    /// Mailgun was not reached, or did not answer as Mailgun does.
    NotReached,
    /// The key may not read the domain.
    KeyMayNotRead,
    /// No region that could be asked knows the domain.
    DomainUnknown,
    /// Another region knows the domain than the one mails go to.
    OtherRegion,
    /// Mailgun does not send for the domain, or not yet.
    DomainNotActive,
    /// The SPF record is missing or wrong.
    SpfInvalid,
    /// The DKIM record is missing or wrong.
    DkimInvalid,
}

/// What came back from one place.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) region: Option<&'static str>,
    pub(super) is_ours: bool,
    /// None when nobody was reached.
    pub(super) status: Option<u16>,
    pub(super) body: Vec<u8>,
}

/// Mailgun's words. What we do not know of is left aside.
#[derive(Debug, Deserialize)]
struct Told {
    domain: ToldDomain,
    #[serde(default)]
    sending_dns_records: Vec<ToldRecord>,
}

#[derive(Debug, Deserialize)]
struct ToldDomain {
    state: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ToldRecord {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    valid: Option<String>,
}

impl Checked {
    pub(super) fn of(domain: &str, answers: &[Answer]) -> Self {
        let told: Vec<(&Answer, Option<Told>)> = answers
            .iter()
            .map(|answer| (answer, answer.told()))
            .collect();
        let regions = told.iter().map(|(answer, told)| Region {
            region: answer.region,
            is_ours: answer.is_ours,
            known: told.is_some(),
            state: told
                .as_ref()
                .and_then(|told| told.domain.state.as_deref().map(kept)),
            answer: answer.status,
        });
        let knowing = told
            .iter()
            .filter(|(_, told)| told.is_some())
            .max_by_key(|(answer, _)| answer.is_ours);
        let records = knowing
            .and_then(|(_, told)| told.as_ref())
            .map_or(&[][..], |told| &told.sending_dns_records);
        let mut checked = Self {
            regions: regions.collect(),
            spf: record(records, ToldRecord::is_spf),
            dkim: record(records, ToldRecord::is_dkim),
            findings: Vec::new(),
        };
        checked.judge(domain);
        checked
    }

    fn judge(&mut self, domain: &str) {
        let ours = self.regions.iter().find(|region| region.is_ours);
        let knows = self.regions.iter().find(|region| region.known);
        let first = match (ours, knows) {
            (Some(ours), _) if ours.known => not_active(domain, ours),
            (_, Some(other)) => Some(other_region(domain, other.region)),
            (ours, None) => {
                // A custom endpoint below mailgun.net is neither region; the regions speak for it.
                let asked = ours.or_else(|| self.regions.first());
                Some(unknown(domain, asked.and_then(|region| region.answer)))
            }
        };
        self.findings.extend(first);
        for (record, code, what) in [
            (&self.spf, FindingCode::SpfInvalid, "SPF"),
            (&self.dkim, FindingCode::DkimInvalid, "DKIM"),
        ] {
            if record.validity == Validity::Invalid {
                let text = format!(
                    "Mailgun does not find the {what} record of {domain} in the DNS: mails may be \
                     taken for spam."
                );
                self.findings.push(Finding {
                    key: "from",
                    code,
                    text,
                });
            }
        }
    }
}

fn not_active(domain: &str, region: &Region) -> Option<Finding> {
    let state = region.state.as_deref().unwrap_or("active");
    (state != "active").then(|| Finding {
        key: "domain",
        code: FindingCode::DomainNotActive,
        text: format!(
            "{domain} is `{state}` at Mailgun, which does not send for it before it is `active`."
        ),
    })
}

fn other_region(domain: &str, region: Option<&str>) -> Finding {
    let name = region.unwrap_or_default();
    let address = REGIONS.iter().find(|(known, _)| *known == name);
    let address = address.map_or("the other endpoint", |(_, address)| *address);
    Finding {
        key: "endpoint",
        code: FindingCode::OtherRegion,
        text: format!("{domain} is a domain of the {name} region: choose {address}."),
    }
}

fn unknown(domain: &str, status: Option<u16>) -> Finding {
    let (key, code, text) = match status {
        Some(401 | 403) => (
            "apiKey",
            FindingCode::KeyMayNotRead,
            format!(
                "Mailgun does not show {domain} to this key. This key may only send, which is \
                 enough, or it is no key of this account: a test mail tells."
            ),
        ),
        Some(404) => (
            "domain",
            FindingCode::DomainUnknown,
            format!("Mailgun does not know {domain}; add it there, or correct it here."),
        ),
        Some(status) => (
            "endpoint",
            FindingCode::NotReached,
            format!("Mailgun answered {status}, which says nothing about {domain}."),
        ),
        None => (
            "endpoint",
            FindingCode::NotReached,
            "Mailgun was not reached.".to_owned(),
        ),
    };
    Finding { key, code, text }
}

impl Answer {
    fn told(&self) -> Option<Told> {
        match self.status {
            Some(200..=299) => serde_json::from_slice(&self.body).ok(),
            _ => None,
        }
    }
}

impl ToldRecord {
    fn is_spf(&self) -> bool {
        let value = self.value.as_deref().unwrap_or_default();
        value.starts_with("v=spf1")
    }

    /// A TXT record with the key, or a CNAME that leads to it.
    fn is_dkim(&self) -> bool {
        let name = self.name.as_deref().unwrap_or_default();
        name.contains("._domainkey.")
    }

    fn validity(&self) -> Validity {
        match self.valid.as_deref() {
            Some("valid") => Validity::Valid,
            None | Some("unknown" | "") => Validity::Unknown,
            Some(_) => Validity::Invalid,
        }
    }
}

/// The record of a kind; of several a valid one, because one is enough.
fn record(records: &[ToldRecord], is_it: fn(&ToldRecord) -> bool) -> Record {
    let mut found = records.iter().filter(|record| is_it(record));
    let first = found.next();
    let valid = found.find(|record| record.validity() == Validity::Valid);
    let chosen = match (first, valid) {
        (Some(first), Some(valid)) if first.validity() != Validity::Valid => Some(valid),
        (first, _) => first,
    };
    chosen.map_or_else(Record::default, |record| Record {
        validity: record.validity(),
        name: record.name.as_deref().map(kept),
        value: record.value.as_deref().map(kept),
    })
}

/// On one line, and not too much of it.
fn kept(text: &str) -> String {
    one_line(text).chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests;
