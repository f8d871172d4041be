/** How scripts read and set what a whole cluster has once: its own properties, and the overrides of Network ATC. */

export const CLUSTER = String.raw`function Read-Cluster([hashtable]$Target, [string]$Setting) {
  return Read-Property (Get-Cluster -ErrorAction Stop) @($Setting)
}

function Write-Cluster([hashtable]$Target, [string]$Setting, $Value) {
  $cluster = Get-Cluster -ErrorAction Stop
  $cluster.$Setting = [uint32]$Value
}`;

/** Network ATC takes an override as a whole, so what it overrides already is carried over. */
export const ATC_OVERRIDE = String.raw`function Copy-Override($Old, $New, [string]$But) {
  if ($null -eq $Old) { return }
  foreach ($property in $Old.PSObject.Properties) {
    if ($null -eq $property.Value -or @($But, 'InstanceId', 'ObjectVersion') -contains $property.Name) { continue }
    if ($null -ne $New.PSObject.Properties[$property.Name]) { $New.($property.Name) = $property.Value }
  }
}`;

export const ATC_CLUSTER = String.raw`function Get-ClusterOverride {
  foreach ($each in @(Get-NetIntent -GlobalOverrides -ErrorAction Stop)) {
    if ($null -ne $each -and $null -ne $each.ClusterOverride) { return $each.ClusterOverride }
  }
}

function Read-AtcCluster([hashtable]$Target, [string]$Setting) {
  $override = Get-ClusterOverride
  if ($null -eq $override) { return $null }
  return Read-Property $override @($Setting)
}

function Write-AtcCluster([hashtable]$Target, [string]$Setting, $Value) {
  $override = New-NetIntentGlobalClusterOverrides -ErrorAction Stop
  Copy-Override (Get-ClusterOverride) $override $Setting
  if ($null -ne $Value) { $override.$Setting = $Value }
  if ($Setting -eq 'VirtualMachineMigrationPerformanceOption') {
    $override.EnableVirtualMachineMigrationPerformanceSelection = ($null -eq $Value)
  }
  Set-NetIntent -GlobalClusterOverrides $override -ErrorAction Stop
}`;

/** The intent is found by a NIC that it owns. */
export const ATC_INTENT = String.raw`function Find-Intent([string]$Nic) {
  $found = @(Get-NetIntent -ErrorAction Stop | Where-Object { @($_.NetAdapterNamesAsList) -contains $Nic })
  return Select-Single $found "the intent of the NIC $Nic"
}

# The NICs of an intent restart together, and what hangs on them goes with them.
function Get-IntentDependent($Intent) {
  $lost = @($Intent.NetAdapterNamesAsList)
  $devices = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $lost -contains $_.Name } | ForEach-Object { $_.InterfaceDescription })
  foreach ($each in @(Get-VMSwitch -SwitchType External -ErrorAction Stop)) {
    $touched = @(@($each.NetAdapterInterfaceDescriptions) | Where-Object { $devices -contains $_ })
    if ($touched.Count -gt 0) { $lost += @(Get-SwitchAdapter $each.Name) }
  }
  return $lost
}

function Get-OverrideForm([string]$Setting) {
  if ($Setting -eq '*JumboPacket') {
    return @{ Now = 'AdapterAdvancedParametersOverride'; New = 'New-NetIntentAdapterPropertyOverrides'; Parameter = 'AdapterPropertyOverrides'; Name = 'JumboPacket' }
  }
  if ($Setting.StartsWith('NetAdapterRss.')) {
    $name = $Setting.Split('.')[1]
    if ($name -eq 'Enabled') { $name = 'RssEnabled' }
    return @{ Now = 'RssConfigOverride'; New = 'New-NetIntentAdapterRssOverrides'; Parameter = 'AdapterRssOverrides'; Name = $name }
  }
  return @{ Now = 'QosPolicyOverride'; New = 'New-NetIntentQosPolicyOverrides'; Parameter = 'QosPolicyOverrides'; Name = $Setting }
}

function Read-AtcIntent([hashtable]$Target, [string]$Setting) {
  $form = Get-OverrideForm $Setting
  $override = Read-Property (Find-Intent $Target['Nic']) @($form['Now'])
  if ($null -eq $override) { return $null }
  return Read-Property $override @($form['Name'])
}

function Write-AtcIntent([hashtable]$Target, [string]$Setting, $Value) {
  $form = Get-OverrideForm $Setting
  $intent = Find-Intent $Target['Nic']
  if ($form['Now'] -ne 'QosPolicyOverride') { Assert-ManagementStays @(Get-IntentDependent $intent) }
  $override = & $form['New'] -ErrorAction Stop
  Copy-Override (Read-Property $intent @($form['Now'])) $override $form['Name']
  if ($null -ne $Value) { $override.($form['Name']) = $Value }
  $parameters = @{ $form['Parameter'] = $override }
  Set-NetIntent -Name $intent.IntentName @parameters -ErrorAction Stop
}`;
