import Kafka
import Stages

/// Who may do what. Nobody is given more than this; administrators are the brokers' `super.users`.
extension TopicPlanBuilder {
    func rules() -> Set<AccessRule> {
        var rules: Set<AccessRule> = []
        for partner in partners.partners {
            guard let principal = partner.principal else { continue }
            rules.formUnion(topics(names.prefix + "in.\(partner.name).", isPrefix: true, principal, [.write, .describe]))
            rules.formUnion(topics(names.rejected(of: partner.name), principal, [.read, .describe]))
            rules.insert(groups(partner.name + ".", principal))
        }
        for reader in partners.readers {
            rules.formUnion(topics(names.updates, reader.principal, [.read, .describe]))
            rules.insert(groups(reader.name + ".", reader.principal))
        }
        if let principal = partners.workerPrincipal { rules.formUnion(workerRules(principal)) }
        for principal in partners.operatorPrincipals { rules.formUnion(operatorRules(principal)) }
        return rules
    }

    private func workerRules(_ principal: String) -> Set<AccessRule> {
        var rules = topics(names.prefix + "in.", isPrefix: true, principal, [.read, .describe, .describeConfigs])
        for prefix in [names.facts(of: ""), names.snapshots(of: ""), names.rejected(of: "")] {
            rules.formUnion(topics(prefix, isPrefix: true, principal, [.read, .write, .describe, .describeConfigs]))
        }
        for name in [names.partials, names.updates] + [names.trialUpdates].compactMap(\.self) {
            rules.formUnion(topics(name, principal, [.read, .write, .describe, .describeConfigs]))
        }
        for name in [names.references, names.versions] { rules.formUnion(topics(name, principal, [.read, .describe, .describeConfigs])) }
        rules.insert(groups(worker.group + ".", principal))
        return rules
    }

    /// Reads what explains a figure, and sends rejected events again.
    private func operatorRules(_ principal: String) -> Set<AccessRule> {
        var rules = topics(names.prefix + "in.", isPrefix: true, principal, [.read, .write, .describe])
        for prefix in [names.facts(of: ""), names.rejected(of: "")] {
            rules.formUnion(topics(prefix, isPrefix: true, principal, [.read, .describe]))
        }
        for name in [names.partials, names.updates] + [names.trialUpdates].compactMap(\.self) {
            rules.formUnion(topics(name, principal, [.read, .describe]))
        }
        for name in [names.redrives, names.versions, names.references] {
            rules.formUnion(topics(name, principal, [.read, .write, .describe]))
        }
        rules.insert(groups("nhipso.reader", principal))
        return rules
    }

    private func topics(
        _ name: String, isPrefix: Bool = false, _ principal: String, _ operations: [AccessRule.Operation]
    ) -> Set<AccessRule> {
        Set(operations.map { AccessRule(.topic, name, isPrefix: isPrefix, principal: principal, operation: $0) })
    }

    private func groups(_ name: String, _ principal: String) -> AccessRule {
        AccessRule(.group, name, isPrefix: true, principal: principal, operation: .read)
    }
}
