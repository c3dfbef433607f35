# Made by `reporter policy --terraform`; make it again when the checks or the configuration change.
# A module for one account: call it once for each, with the provider of that account.

terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "auditor_arns" {
  description = "ARNs that may assume the role: the roles or users that scan, or the root of their account."
  type        = list(string)
}

variable "external_id" {
  description = "What the auditor says when assuming the role, as role.external_id of the configuration; no secret."
  type        = string
  default     = ""
}

variable "role_name" {
  description = "The same in every account, as role.name of the configuration."
  type        = string
  default     = "ComplianceAudit"
}

variable "role_path" {
  description = "The path before the name, as role.path of the configuration."
  type        = string
  default     = "/"
}

variable "max_session_duration" {
  description = "Seconds that one session may last at most; no less than role.duration_minutes of the configuration."
  type        = number
  default     = 3600
}

variable "permissions_boundary" {
  description = "ARN of a managed policy that bounds the role; null for none."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the role and its policies."
  type        = map(string)
  default     = {}
}

locals {
  # What the selected checks read; a list for each policy, because IAM limits the size of one.
  read_actions = [
    [
      "access-analyzer:ListAnalyzers",
      "access-analyzer:ListFindings",
      "account:GetAlternateContact",
      "account:GetContactInformation",
      "apigateway:GET",
      "cloudfront:GetDistributionConfig",
      "cloudfront:ListDistributions",
      "cloudtrail:DescribeTrails",
      "cloudtrail:GetEventSelectors",
      "cloudtrail:GetInsightSelectors",
      "cloudtrail:GetTrailStatus",
      "cloudwatch:DescribeAlarms",
      "config:DescribeConfigurationRecorderStatus",
      "config:DescribeConfigurationRecorders",
      "config:DescribeDeliveryChannels",
      "ec2:DescribeAddresses",
      "ec2:DescribeFlowLogs",
      "ec2:DescribeInstances",
      "ec2:DescribeNetworkAcls",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeRegions",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSubnets",
      "ec2:DescribeVolumes",
      "ec2:DescribeVpcEndpoints",
      "ec2:DescribeVpcPeeringConnections",
      "ec2:DescribeVpcs",
      "ec2:GetEbsEncryptionByDefault",
      "ec2:GetManagedPrefixListEntries",
      "ecs:DescribeClusters",
      "ecs:ListClusters",
      "eks:ListClusters",
      "elasticfilesystem:DescribeFileSystems",
      "elasticloadbalancing:DescribeLoadBalancerAttributes",
      "elasticloadbalancing:DescribeLoadBalancers",
      "events:ListEventBuses",
      "glacier:GetVaultAccessPolicy",
      "glacier:ListVaults",
      "guardduty:GetDetector",
      "guardduty:ListDetectors",
      "iam:GenerateCredentialReport",
      "iam:GetAccountAuthorizationDetails",
      "iam:GetAccountPasswordPolicy",
      "iam:GetAccountSummary",
      "iam:GetCredentialReport",
      "iam:ListAccessKeys",
      "iam:ListOrganizationsFeatures",
      "iam:ListSAMLProviders",
      "iam:ListServerCertificates",
      "iam:ListVirtualMFADevices",
      "inspector2:BatchGetAccountStatus",
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListKeys",
      "lambda:GetPolicy",
      "lambda:ListAliases",
      "lambda:ListFunctions",
      "lambda:ListVersionsByFunction",
      "logs:DescribeDeliveries",
      "logs:DescribeDeliverySources",
      "logs:DescribeLogGroups",
      "logs:DescribeMetricFilters",
      "macie2:GetAdministratorAccount",
      "macie2:GetAutomatedDiscoveryConfiguration",
      "macie2:GetMacieSession",
      "macie2:ListAutomatedDiscoveryAccounts",
      "organizations:DescribeOrganization",
      "organizations:DescribeResourcePolicy",
      "organizations:ListAccounts",
      "organizations:ListAccountsForParent",
      "organizations:ListDelegatedAdministrators",
      "organizations:ListDelegatedServicesForAccount",
      "organizations:ListOrganizationalUnitsForParent",
      "organizations:ListPolicies",
      "organizations:ListRoots",
      "organizations:ListTargetsForPolicy",
      "rds:DescribeDBClusters",
      "rds:DescribeDBInstances",
      "s3:GetAccessPoint",
      "s3:GetAccessPointPolicyStatus",
      "s3:GetAccountPublicAccessBlock",
      "s3:GetBucketAcl",
      "s3:GetBucketCORS",
      "s3:GetBucketLocation",
      "s3:GetBucketLogging",
      "s3:GetBucketNotification",
      "s3:GetBucketObjectLockConfiguration",
      "s3:GetBucketOwnershipControls",
      "s3:GetBucketPolicy",
      "s3:GetBucketPolicyStatus",
      "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketVersioning",
      "s3:GetBucketWebsite",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetMultiRegionAccessPointPolicyStatus",
      "s3:GetReplicationConfiguration",
      "s3:ListAccessPoints",
      "s3:ListAllMyBuckets",
      "s3:ListMultiRegionAccessPoints",
      "s3express:GetLifecycleConfiguration",
      "s3express:ListAllMyDirectoryBuckets",
      "secretsmanager:GetResourcePolicy",
      "secretsmanager:ListSecrets",
      "securityhub:DescribeHub",
      "securityhub:GetEnabledStandards",
      "sns:GetTopicAttributes",
      "sns:ListSubscriptionsByTopic",
      "sns:ListTopics",
      "sqs:GetQueueAttributes",
      "sqs:ListQueues",
      "ssm-incidents:ListReplicationSets",
      "sso:ListInstances",
    ],
  ]
}

data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "AuditorMayEnter"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = var.auditor_arns
    }

    dynamic "condition" {
      for_each = var.external_id == "" ? [] : [var.external_id]
      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [condition.value]
      }
    }
  }
}

data "aws_iam_policy_document" "read" {
  count = length(local.read_actions)

  statement {
    sid       = "ReadConfiguration"
    actions   = local.read_actions[count.index]
    resources = ["*"]
  }
}

resource "aws_iam_role" "audit" {
  name                 = var.role_name
  path                 = var.role_path
  description          = "Read by the compliance reporter"
  max_session_duration = var.max_session_duration
  permissions_boundary = var.permissions_boundary
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  tags                 = var.tags
}

resource "aws_iam_policy" "read" {
  count = length(local.read_actions)

  name        = "${var.role_name}-read-${count.index + 1}"
  path        = var.role_path
  description = "What the selected checks of the compliance reporter read"
  policy      = data.aws_iam_policy_document.read[count.index].json
  tags        = var.tags
}

resource "aws_iam_role_policy_attachment" "read" {
  count = length(local.read_actions)

  role       = aws_iam_role.audit.name
  policy_arn = aws_iam_policy.read[count.index].arn
}

output "role_arn" {
  description = "What the compliance reporter assumes in this account."
  value       = aws_iam_role.audit.arn
}
