//! Secrets and configs a service is to see: a name, or `source=tls,target=/etc/tls,mode=0400`
//! (docker/cli `opts/swarmopts`).

use super::csv;
use super::number::unsigned;

/// What of which name is to become which file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub name: String,
    pub target: String,
    pub uid: String,
    pub gid: String,
    pub mode: u32,
}

/// Reads one `--secret` or `--config`; `what` is that word.
pub(crate) fn parse(text: &str, what: &str) -> Result<Reference, String> {
    let fields = csv::fields(text)?;
    let mut reference = Reference {
        name: String::new(),
        target: String::new(),
        uid: "0".to_owned(),
        gid: "0".to_owned(),
        mode: 0o444,
    };
    if let [name] = fields.as_slice()
        && !name.contains('=')
    {
        reference.name.clone_from(name);
        reference.target.clone_from(name);
        return Ok(reference);
    }
    for field in &fields {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) if !key.is_empty() => (key, value),
            Some(_) | None => {
                return Err(format!("invalid field '{field}' must be a key=value pair"));
            }
        };
        match key.to_lowercase().as_str() {
            "source" | "src" => value.clone_into(&mut reference.name),
            "target" => value.clone_into(&mut reference.target),
            "uid" => value.clone_into(&mut reference.uid),
            "gid" => value.clone_into(&mut reference.gid),
            "mode" => {
                let mode = unsigned(value, 32)
                    .map_err(|words| format!("invalid mode specified: {words}"))?;
                reference.mode = u32::try_from(mode).expect("it was read into 32 bits");
            }
            _ => return Err(format!("invalid field in {what} request: {key}")),
        }
    }
    if reference.name.is_empty() {
        return Err("source is required".to_owned());
    }
    if reference.target.is_empty() {
        reference.target.clone_from(&reference.name);
    }
    Ok(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_pairs() {
        assert_eq!(parse("tls", "secret").unwrap().target, "tls");
        let reference = parse("source=cfg1,target=/etc/c1,mode=0440", "config").unwrap();
        assert_eq!(
            (reference.target.as_str(), reference.mode),
            ("/etc/c1", 0o440)
        );
    }

    #[test]
    fn refusals_are_dockers() {
        let check = |text: &str, words: &str| assert_eq!(parse(text, "secret").unwrap_err(), words);
        check("target=x", "source is required");
        check("source=a,foo=b", "invalid field in secret request: foo");
        check(
            "source=a,mode=x",
            "invalid mode specified: strconv.ParseUint: parsing \"x\": invalid syntax",
        );
    }
}
