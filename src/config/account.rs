//! A user of this machine whom commands run as.

/// A user of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub uid: u32,
    /// The number of its group.
    pub gid: u32,
    /// The numbers of the further groups that it is in.
    pub groups: Vec<u32>,
}

impl Account {
    /// The user of this name, from the machine's own tables.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let table = |path: &str| std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"));
        Self::found(name, &table("/etc/passwd")?, &table("/etc/group")?)
    }

    fn found(name: &str, passwd: &str, group: &str) -> Result<Self, String> {
        let mut users = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>());
        let user = users.find(|fields| fields.first() == Some(&name) && !name.is_empty());
        let user = user.ok_or_else(|| format!("there is no user {name:?} in /etc/passwd"))?;
        let number = |at: usize| user.get(at).and_then(|text| text.parse::<u32>().ok());
        let (Some(uid), Some(gid)) = (number(2), number(3)) else {
            return Err(format!("{name:?} has no numbers in /etc/passwd"));
        };
        if uid == 0 {
            return Err(format!("{name:?} is root, who is no other user"));
        }
        Ok(Self { uid, gid, groups: groups(name, group) })
    }
}

/// The groups that name a user as their member.
fn groups(name: &str, table: &str) -> Vec<u32> {
    let member = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        let is_in = fields.get(3).is_some_and(|members| members.split(',').any(|one| one == name));
        is_in.then(|| fields.get(2)?.parse().ok())?
    };
    table.lines().filter_map(member).collect()
}

/// Whether this process may run commands as somebody else.
pub(super) fn may_become_others() -> bool {
    use rustix::thread::CapabilitySet as Set;
    let needed = Set::SETUID | Set::SETGID | Set::KILL | Set::CHOWN | Set::DAC_OVERRIDE | Set::FOWNER;
    rustix::thread::capabilities(None).is_ok_and(|held| held.effective.contains(needed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_with_its_groups_and_root_is_none() {
        let passwd =
            "root:x:0:0:root:/root:/bin/sh\nshop:x:1001:1002::/srv/shop:/usr/sbin/nologin\nodd:x:y:z\n";
        let group = "root:x:0:\nshop:x:1002:\nwww:x:33:ana,shop\nssl:x:44:shop\nother:x:45:shopper\n";
        let found = |name: &str| Account::found(name, passwd, group);
        assert_eq!(found("shop"), Ok(Account { uid: 1001, gid: 1002, groups: vec![33, 44] }));
        for (name, said) in
            [("root", "is root"), ("ana", "there is no user"), ("", "no user"), ("odd", "no numbers")]
        {
            assert!(found(name).unwrap_err().contains(said), "{name}");
        }
    }
}
