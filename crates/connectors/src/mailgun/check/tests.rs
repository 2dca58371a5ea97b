//! What follows from the answers of the regions.

use serde_json::json;

use super::*;

fn answer(region: &'static str, status: Option<u16>, body: &serde_json::Value) -> Answer {
    Answer {
        region: Some(region),
        is_ours: region == "US",
        status,
        body: body.to_string().into_bytes(),
    }
}

fn known(state: &str, spf: &str, dkim: &str) -> serde_json::Value {
    json!({
        "domain": {"name": "mg.example.com", "state": state},
        "receiving_dns_records": [],
        "sending_dns_records": [
            {"record_type": "TXT", "name": "mg.example.com", "valid": spf, "value": "v=spf1 include:mailgun.org ~all"},
            {"record_type": "TXT", "name": "k1._domainkey.mg.example.com", "valid": dkim, "value": "k=rsa; p=MIG"},
            {"record_type": "CNAME", "name": "email.mg.example.com", "valid": "unknown", "value": "mailgun.org"},
        ],
    })
}

fn nothing() -> serde_json::Value {
    json!({"message": "Not Found"})
}

fn checked(us: &Answer, eu: &Answer) -> Checked {
    Checked::of("mg.example.com", &[us.clone(), eu.clone()])
}

fn codes(checked: &Checked) -> Vec<(&'static str, FindingCode)> {
    let findings = checked.findings.iter();
    findings
        .map(|finding| (finding.key, finding.code))
        .collect()
}

#[test]
fn an_active_domain_in_the_chosen_region_leaves_nothing_to_say() {
    let us = answer("US", Some(200), &known("active", "valid", "valid"));
    let found = checked(&us, &answer("EU", Some(404), &nothing()));
    assert_eq!(codes(&found), []);
    assert_eq!(found.spf.validity, Validity::Valid);
    assert_eq!(
        found.dkim.name.as_deref(),
        Some("k1._domainkey.mg.example.com")
    );
    assert_eq!(found.dkim.value.as_deref(), Some("k=rsa; p=MIG"));
    let known: Vec<bool> = found.regions.iter().map(|region| region.known).collect();
    assert_eq!(known, [true, false]);
    assert_eq!(found.regions[0].state.as_deref(), Some("active"));
}

#[test]
fn a_domain_of_the_other_region_is_a_finding_at_the_endpoint() {
    let eu = answer("EU", Some(200), &known("active", "valid", "valid"));
    for status in [404, 401] {
        let found = checked(&answer("US", Some(status), &nothing()), &eu);
        assert_eq!(codes(&found), [("endpoint", FindingCode::OtherRegion)]);
        assert_eq!(
            found.findings[0].text,
            "mg.example.com is a domain of the EU region: choose https://api.eu.mailgun.net."
        );
    }
}

#[test]
fn a_domain_no_region_knows_is_a_finding_at_the_domain() {
    let found = checked(
        &answer("US", Some(404), &nothing()),
        &answer("EU", Some(404), &nothing()),
    );
    assert_eq!(codes(&found), [("domain", FindingCode::DomainUnknown)]);
    assert_eq!(found.spf, Record::default());
}

#[test]
fn a_key_that_may_only_send_is_a_finding_and_no_error() {
    for status in [401, 403] {
        let found = checked(
            &answer("US", Some(status), &json!("Forbidden")),
            &answer("EU", Some(status), &json!("Forbidden")),
        );
        assert_eq!(codes(&found), [("apiKey", FindingCode::KeyMayNotRead)]);
        assert!(found.findings[0].text.contains("may only send"));
    }
}

#[test]
fn records_that_are_not_in_the_dns_are_found_and_those_not_looked_for_are_not() {
    let us = answer("US", Some(200), &known("unverified", "invalid", "unknown"));
    let found = checked(&us, &answer("EU", None, &nothing()));
    assert_eq!(
        codes(&found),
        [
            ("domain", FindingCode::DomainNotActive),
            ("from", FindingCode::SpfInvalid)
        ]
    );
    assert_eq!(found.dkim.validity, Validity::Unknown);
}

#[test]
fn whoever_does_not_speak_as_mailgun_is_not_reached() {
    for status in [Some(200), Some(502), None] {
        let found = checked(
            &answer("US", status, &json!("<html>")),
            &answer("EU", status, &json!("<html>")),
        );
        assert_eq!(codes(&found), [("endpoint", FindingCode::NotReached)]);
    }
}

#[test]
fn one_valid_dkim_record_of_two_is_enough() {
    let mut told = known("active", "valid", "invalid");
    let second = json!({"record_type": "CNAME", "name": "pdk1._domainkey.mg.example.com", "valid": "valid", "value": "x"});
    told["sending_dns_records"]
        .as_array_mut()
        .unwrap()
        .push(second);
    let found = checked(
        &answer("US", Some(200), &told),
        &answer("EU", Some(404), &nothing()),
    );
    assert_eq!(found.dkim.validity, Validity::Valid);
    assert_eq!(codes(&found), []);
}
